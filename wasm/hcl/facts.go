package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

const (
	shownInstances = 32
	mostOfBlock    = 128 << 10 // Bytes of facts, and
	mostFacts      = 8 << 20   // of one root module.
)

func evaluate(read *reading, files map[string]string, root string, chosen []string) obj {
	r := &run{reading: read, files: files, root: root, given: map[string]cty.Value{}, memo: map[string]cty.Value{}, steps: mostStepsAll, room: mostOfBlock, roomInAll: mostFacts}
	m := r.module(read.folders[root], "", nil, nil)
	each, given := &instance{module: m}, []obj{}
	for _, path := range chosen {
		if body := read.bodies[path]; body != nil {
			values, facts := each.arguments(body, nil, path)
			given = append(given, obj{"path": path, "attributes": facts})
			for name, v := range values {
				r.given[name] = v
			}
		}
	}
	lock := []obj{}
	if body := read.bodies[strings.TrimPrefix(root+"/.terraform.lock.hcl", "./")]; body != nil {
		for _, b := range only(body.Blocks, "provider") {
			_, facts := each.arguments(b.Body, nil, "")
			lock = append(lock, obj{"source": strings.Join(b.Labels, ""), "line": b.TypeRange.Start.Line, "attributes": facts})
		}
	}
	return obj{"path": root, "applied": append([]string{}, chosen...), "variableFiles": given, "lock": lock, "blocks": m.facts([]json.RawMessage{}), "problems": append([]problem{}, r.problems.list...)}
}

// facts lists a module's blocks and then those of the modules that it calls.
func (m *module) facts(all []json.RawMessage) []json.RawMessage {
	children := []*module{}
	for _, b := range m.blocks {
		m.at(b.def.Filename)
		m.room = mostOfBlock
		x := m.expand(b)
		fact := obj{"kind": b.kind, "name": b.name, "module": m.addr, "address": m.within(b.addr), "path": b.def.Filename,
			"line": b.def.Start.Line, "endLine": max(b.def.End.Line, b.body.SrcRange.End.Line)}
		if b.typ != "" {
			fact["type"] = b.typ
		}
		if m.folders[b.calls] != nil {
			fact["folder"] = b.calls
		}
		fact["repetition"] = obj{"kind": "single"}
		if x.by != "" {
			fact["repetition"] = obj{"kind": "unknown", "by": x.by}
			if x.known {
				fact["repetition"] = obj{"kind": "known", "by": x.by, "count": x.count}
			}
		}
		instances := []obj{}
		for _, each := range x.instances[:min(len(x.instances), shownInstances)] {
			one := obj{"attributes": each.facts()}
			if each.key != "" {
				one["key"] = json.RawMessage(each.key)
			}
			instances = append(instances, one)
		}
		fact["instances"] = instances
		text, _ := json.Marshal(fact) // At once: as maps, ten thousand blocks would need more memory than there is.
		all = append(all, text)
		children = append(children, x.children...)
	}
	for _, child := range children {
		all = child.facts(all)
	}
	return all
}

var (
	// leftOut has no bearing on what is made.
	leftOut = map[string]bool{"count": true, "for_each": true, "description": true, "lifecycle": true, "validation": true,
		"precondition": true, "postcondition": true, "assert": true, "error_message": true}
	// asWritten are arguments that name things instead of having a value.
	asWritten = map[string]bool{"provider": true, "providers": true, "variable type": true, "moved from": true, "moved to": true,
		"import to": true, "removed from": true}
)

func (i *instance) facts() obj {
	home := i.block.def.Filename
	_, facts := i.nested(i.block.body, i.ctx, "", home)
	for name, own := range i.block.body.Attributes {
		switch {
		case leftOut[name]:
		case name == "depends_on":
			facts[name] = located(i.dependencies(own.Expr), own.SrcRange, home)
		case asWritten[name] || asWritten[i.block.kind+" "+name]:
			facts[name] = located(obj{"known": i.text(own.Expr)}, own.SrcRange, home)
		default:
			facts[name] = located(i.fact(i.attribute(name)), own.SrcRange, home)
		}
	}
	if i.block.kind == "variable" {
		facts["value"] = located(i.fact(i.variable(i.block)), i.block.def, home)
	}
	return facts
}

func (m *module) dependencies(e hclsyntax.Expression) obj {
	list, _ := hcl.ExprList(e)
	found := []obj{}
	for _, each := range list {
		t, diags := hcl.AbsTraversalForExpr(each)
		if diags.HasErrors() { // JSON syntax: "aws_vpc.this"
			t, diags = hclsyntax.ParseTraversalAbs(fmt.Append(nil, m.text(each)), "", hcl.InitialPos)
		}
		if !diags.HasErrors() {
			addr := addressOf(t, max(declaring[t.RootName()], 2))
			if m.byAddr[addr] == nil && !m.broken && !m.maybe && t.RootName() != "action" {
				m.run.problems.report("declare", missing(each.Range(), addr+" is not declared", "Declare it, or correct the name."))
			}
			found = append(found, obj{"unknown": true, "refs": []obj{{"to": m.within(addr)}}})
		}
	}
	return obj{"list": found}
}

func (m *module) text(e hcl.Expression) any {
	if v, diags := e.Value(nil); !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() {
		return v.AsString()
	}
	if pairs, diags := hcl.ExprMap(e); !diags.HasErrors() {
		all := obj{}
		for _, pair := range pairs {
			all[fmt.Sprint(m.text(pair.Key))] = m.text(pair.Value)
		}
		return all
	}
	return string(e.Range().SliceBytes(m.texts[e.Range().Filename]))
}

// located says where an attribute or nested block is written; home is the file of its block.
func located(fact obj, at hcl.Range, home string) obj {
	fact["line"] = at.Start.Line
	if at.End.Line > at.Start.Line {
		fact["endLine"] = at.End.Line
	}
	if at.Filename != home && at.Filename != "" {
		fact["path"] = at.Filename
	}
	return fact
}

// arguments evaluates all that a body says.
func (i *instance) arguments(body *hclsyntax.Body, ctx *hcl.EvalContext, home string) (map[string]cty.Value, obj) {
	values, facts := i.nested(body, ctx, "", home)
	for name, own := range body.Attributes {
		if !leftOut[name] {
			values[name] = i.argument(name, own, ctx)
			facts[name] = located(i.fact(values[name]), own.SrcRange, home)
		}
	}
	return values, facts
}

// keywords are what provisioners say without quotes.
var keywords = map[string]bool{"when": true, "on_failure": true}

func (i *instance) argument(name string, own *hclsyntax.Attribute, ctx *hcl.EvalContext) cty.Value {
	if word := hcl.ExprAsKeyword(own.Expr); word != "" && keywords[name] {
		return cty.StringVal(word)
	}
	return i.eval(own, ctx)
}

func nestedName(b *hclsyntax.Block) string {
	if b.Type == "dynamic" && len(b.Labels) == 1 {
		return b.Labels[0]
	}
	return b.Type
}

// nested evaluates nested blocks, all or only those of one name, with dynamic ones written out.
func (i *instance) nested(body *hclsyntax.Body, ctx *hcl.EvalContext, name, home string) (map[string]cty.Value, obj) {
	values, facts := map[string][]cty.Value{}, map[string][]obj{}
	open, all, at := map[string]cty.Value{}, map[string]cty.Value{}, map[string]hcl.Range{}
	for _, b := range body.Blocks {
		typ := nestedName(b)
		if name != "" && typ != name || leftOut[typ] {
			continue
		}
		if _, is := at[typ]; !is {
			at[typ] = b.TypeRange
		}
		values[typ] = append(values[typ], []cty.Value{}...)
		add := func(b *hclsyntax.Block, ctx *hcl.EvalContext) {
			each, fact := i.arguments(b.Body, ctx, home)
			item := located(obj{"object": fact}, hcl.RangeBetween(b.TypeRange, b.Body.SrcRange), home)
			if len(b.Labels) > 0 && b.Type != "content" {
				item["label"] = b.Labels[0]
			}
			values[typ], facts[typ] = append(values[typ], cty.ObjectVal(each)), append(facts[typ], item)
		}
		if b.Type != "dynamic" {
			add(b, ctx)
		} else if over := i.dynamic(b, ctx, add); over != cty.NilVal {
			open[typ] = over
		}
	}
	result := obj{}
	for typ := range at {
		all[typ], result[typ] = cty.TupleVal(values[typ]), obj{"list": append([]obj{}, facts[typ]...)}
		if over, is := open[typ]; is {
			all[typ], result[typ] = unknown("", over), i.fact(unknown("", over))
			result[typ].(obj)["shape"] = obj{"kind": "either", "of": []obj{{"list": facts[typ]}}}
		}
		located(result[typ].(obj), at[typ], home)
	}
	return all, result
}

// dynamic repeats a block's content; of a for_each that isn't known it returns the value and adds one block, as it would be.
func (i *instance) dynamic(b *hclsyntax.Block, ctx *hcl.EvalContext, add func(*hclsyntax.Block, *hcl.EvalContext)) cty.Value {
	over, content, iterator := b.Body.Attributes["for_each"], only(b.Body.Blocks, "content"), nestedName(b)
	if over == nil || len(content) == 0 {
		return cty.NilVal
	}
	if chosen := b.Body.Attributes["iterator"]; chosen != nil {
		iterator = hcl.ExprAsKeyword(chosen.Expr)
	}
	each := func(key, value cty.Value) {
		child := ctx.NewChild()
		child.Variables = map[string]cty.Value{iterator: cty.ObjectVal(map[string]cty.Value{"key": key, "value": value})}
		add(content[0], child)
	}
	v := i.eval(over, ctx)
	raw, marks := v.Unmark()
	if !iterable(raw) || raw.LengthInt() > mostInstances {
		each(cty.DynamicVal, cty.DynamicVal.WithMarks(deeper(marks, cty.DynamicVal, false)))
		return v
	}
	for it := raw.ElementIterator(); it.Next(); {
		key, value := it.Element()
		each(key, value.WithMarks(marks))
	}
	return cty.NilVal
}

// fact is a value as section.ts describes it.
func (m *module) fact(v cty.Value) obj {
	out, marks := m.known(v)
	refs, calls := map[string]obj{}, map[string]bool{}
	for mark := range marks {
		switch mark := mark.(type) {
		case ref:
			one := obj{"to": mark.to}
			if mark.key != "" {
				one["key"] = json.RawMessage(mark.key)
			}
			if mark.path != "" {
				one["path"] = mark.path
			}
			refs[mark.to+" "+mark.key+" "+mark.path] = one
		case call:
			calls[string(mark)] = true
		case shape:
			of := []obj{}
			for _, part := range mark.of {
				of = append(of, m.fact(part))
			}
			switch mark.kind {
			case "list":
				delete(out, "unknown")
				out["list"] = of
			case "object":
				delete(out, "unknown")
				out["object"] = m.entries(mark.of, of)
			case "either":
				out["shape"] = obj{"kind": mark.kind, "of": of}
			case "template":
				out["shape"] = obj{"kind": mark.kind, "parts": of}
			case "json", "yaml":
				out["shape"] = obj{"kind": mark.kind, "of": of[0]}
			}
		}
	}
	if len(refs) > 0 {
		out["refs"] = inOrder(refs)
	}
	if len(calls) > 0 {
		out["calls"] = sortedKeys(calls)
	}
	return out
}

// entries are those of an object of which not every key is known; such a key is as it was written.
func (m *module) entries(values []cty.Value, facts []obj) obj {
	members := obj{}
	for i := 0; i < len(values); i += 2 {
		name := written(values[i])
		for _, taken := members[name]; taken; _, taken = members[name] {
			name += "'"
		}
		members[name] = facts[i+1]
	}
	return members
}

// written is a text with unknown pieces as a template would say it: ${var.name}-nodes.
func written(v cty.Value) string {
	if text, is := textOf(v); is {
		return text
	}
	raw, marks := v.Unmark()
	names := []string{}
	for mark := range marks {
		switch mark := mark.(type) {
		case shape:
			if mark.kind == "template" {
				pieces := ""
				for _, part := range mark.of {
					pieces += written(part)
				}
				return pieces
			}
		case ref:
			names = append(names, strings.TrimSuffix(mark.to+"."+mark.path, "."))
		}
	}
	if len(names) == 0 || raw.IsKnown() {
		return "${…}"
	}
	sort.Strings(names)
	return "${" + names[0] + "}"
}

func inOrder(of map[string]obj) (list []obj) {
	for _, key := range sortedKeys(of) {
		list = append(list, of[key])
	}
	return list
}

func (m *module) known(v cty.Value) (obj, cty.ValueMarks) {
	raw, marks := v.Unmark()
	m.took(64)
	whole := false
	for mark := range marks {
		r, is := mark.(ref)
		whole = whole || is && r.open && r.path == ""
	}
	switch {
	case m.room < 0 && m.roomInAll > 0:
		return obj{"unknown": true}, nil
	case m.room < 0:
		m.run.problems.add("evaluate", hcl.Range{Filename: m.file}, "With this there are more values than docc reads", "Declare less in one root module.")
		return obj{"unknown": true}, nil
	case whole || !raw.IsKnown():
		return obj{"unknown": true}, marks
	case v.IsWhollyKnown():
		deep, all := v.UnmarkDeep()
		text := jsonOf(deep)
		if m.took(len(text)); m.room < 0 {
			return obj{"unknown": true}, all
		}
		return obj{"known": json.RawMessage(text)}, all
	case raw.Type().IsObjectType() || raw.Type().IsMapType():
		members := obj{}
		for name, each := range raw.AsValueMap() {
			members[name] = m.fact(each)
		}
		return obj{"object": members}, marks
	}
	list := []obj{}
	for it := raw.ElementIterator(); it.Next(); {
		_, each := it.Element()
		list = append(list, m.fact(each))
	}
	return obj{"list": list}, marks
}

// took counts what is written; a block that writes too much leaves room for the others.
func (m *module) took(bytes int) {
	m.roomInAll -= bytes
	if m.room -= bytes; m.roomInAll < 0 {
		m.room = -1
	}
}

// jsonOf spares whole numbers the way through cty's 512 bits, which takes as long as all the rest of a small block.
func jsonOf(v cty.Value) []byte {
	if v.Type() == cty.Number && !v.IsNull() {
		if whole, exact := v.AsBigFloat().Int64(); exact == big.Exact {
			return strconv.AppendInt(nil, whole, 10)
		}
	}
	text, _ := ctyjson.SimpleJSONValue{Value: v}.MarshalJSON()
	return text
}
