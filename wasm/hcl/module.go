package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

const (
	mostInstances = 1000    // Of one block; more are counted, not evaluated.
	mostModules   = 500     // Instances of modules under one root.
	mostNested    = 100     // Values that wait for each other: more would end WebAssembly's stack.
	mostSteps     = 50_000  // Of one argument, and
	mostStepsAll  = 250_000 // of one root module: seconds.
	longest       = 1 << 18 // Bytes of a text, or members of a list.
	heaviest      = 20_000  // Parts of a value, or KiB of its texts.
)

// run is one root module applied with one list of variable files.
type run struct {
	*reading
	files    map[string]string // What file() may read.
	root     string
	given    map[string]cty.Value
	problems problems
	memo     map[string]cty.Value
	busy     []string
	modules  int
	steps    int
	// Bytes of facts that may still be written: of this block, and of all.
	room, roomInAll int
}

// module is an instance of a folder's code: each call has its own, with its own inputs.
type module struct {
	*run
	*folder
	addr     string
	parent   *module
	call     *instance
	ctx      *hcl.EvalContext
	expanded map[*block]*expansion
	maybe    bool
}

// scopes tell from an evaluation's outermost context in which module it happens.
var scopes = map[*hcl.EvalContext]*module{}

type expansion struct {
	by        string // count, for_each, or neither.
	known     bool
	count     int
	instances []*instance
	children  []*module
}

type instance struct {
	*module
	block *block
	key   string
	ctx   *hcl.EvalContext
	maybe bool // There may be none: what is wrong with it may never happen.
}

func (r *run) module(f *folder, addr string, parent *module, call *instance) *module {
	r.modules++
	m := &module{run: r, folder: f, addr: addr, parent: parent, call: call, ctx: &hcl.EvalContext{}, expanded: map[*block]*expansion{}}
	m.maybe = call != nil && call.maybe
	scopes[m.ctx] = m
	return m
}

// within is the address of something of this module.
func (m *module) within(addr string) string {
	return strings.TrimPrefix(m.addr+"."+addr, ".")
}

func (m *module) eval(a *hclsyntax.Attribute) cty.Value {
	return (&instance{module: m, maybe: m.maybe}).eval(a, m.ctx)
}

// undeclared is the code of a diagnostic that holds whatever the values are: Terraform refuses the whole configuration.
type undeclared struct{}

func missing(at hcl.Range, message, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: message, Detail: detail, Subject: &at, Extra: undeclared{}}}
}

func certain(diags hcl.Diagnostics) bool {
	return slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { _, is := d.Extra.(undeclared); return is })
}

// eval makes of what can't be evaluated an unknown, and a problem.
func (m *instance) eval(a *hclsyntax.Attribute, ctx *hcl.EvalContext) (v cty.Value) {
	outer, mine := steps, min(mostSteps, m.steps)
	defer func() {
		m.steps -= mine - steps
		steps = outer
		if recover() != nil { // A defect of a library, or here: the rest can be judged all the same.
			v = cty.DynamicVal
		}
	}()
	steps = mine
	a.Expr = wrap(a.Expr)
	v, diags := a.Expr.Value(ctx)
	if weigh(v, heaviest) < 0 {
		_, diags = failed(a.SrcRange, "This is more than docc evaluates", "Make it smaller: no plan could use so much.")
	}
	// Names in a terraform block, of provider aliases or of OpenTofu's keys, are nothing that a module declares.
	if (!m.maybe || certain(diags)) && (m.block == nil || m.block.kind != "terraform") {
		m.run.problems.report("evaluate", diags)
	}
	if diags.HasErrors() {
		return cty.DynamicVal
	}
	return v
}

// weigh counts down by what a value holds: by sharing its parts it can be far larger than the memory that it takes.
func weigh(v cty.Value, room int) int {
	raw, marks := v.Unmark()
	room--
	if raw.Type() == cty.String && raw.IsKnown() && !raw.IsNull() {
		room -= len(raw.AsString()) >> 10
	}
	for mark := range marks {
		if of, is := mark.(shape); is {
			for _, part := range of.of {
				if room >= 0 {
					room = weigh(part, room)
				}
			}
		}
	}
	if room >= 0 && iterable(raw) {
		for it := raw.ElementIterator(); room >= 0 && it.Next(); {
			_, each := it.Element()
			room = weigh(each, room)
		}
	}
	return room
}

// once evaluates what others refer to when it is first needed.
func (m *module) once(name string, at hcl.Range, value func() cty.Value) cty.Value {
	name = m.within(name)
	if v, is := m.memo[name]; is {
		return v
	}
	if i := slices.Index(m.busy, name); i >= 0 {
		m.run.problems.add("evaluate", at, "It refers to itself: "+strings.Join(append(m.busy[i:], name), ", "), "Break the cycle.")
		return cty.DynamicVal
	}
	if len(m.busy) > mostNested {
		m.run.problems.add("evaluate", at, fmt.Sprintf("More than %d values wait for each other", mostNested), "Refer to the first of them directly.")
		return cty.DynamicVal
	}
	m.busy = append(m.busy, name)
	m.memo[name] = value()
	m.busy = m.busy[:len(m.busy)-1]
	return m.memo[name]
}

// named evaluates a reference: to what an expression around it or its block names, else to what its module declares.
func named(ctx *hcl.EvalContext, t hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, is := ctx.Variables[t.RootName()]; is {
			return walk(v, t[1:])
		}
		if m := scopes[ctx]; m != nil {
			v, rest, diags := m.lookUp(t)
			if diags.HasErrors() {
				return v, diags
			}
			return walk(v, rest)
		}
	}
	return failed(t.SourceRange(), "Nothing can be referred to here", "Write the value itself.")
}

// declaring are the kinds of names and how many words their addresses have; others are resources, of two.
var declaring = map[string]int{"var": 2, "local": 2, "module": 2, "data": 3, "ephemeral": 3}

func (m *module) lookUp(t hcl.Traversal) (cty.Value, hcl.Traversal, hcl.Diagnostics) {
	if names := strings.Split(addressOf(t, 2), "."); len(names) == 2 && names[0] == "resource" { // resource.aws_vpc.this is aws_vpc.this
		t = append(hcl.Traversal{hcl.TraverseRoot{Name: names[1], SrcRange: t.SourceRange()}}, t[2:]...)
	}
	words := declaring[t.RootName()]
	switch t.RootName() {
	case "path", "terraform", "tofu":
		return m.environment(t), nil, nil
	case "self", "each", "count", "provider", "action":
		return cty.DynamicVal, nil, nil
	}
	addr := addressOf(t, max(words, 2))
	b := m.byAddr[addr]
	if b == nil && m.broken {
		return cty.DynamicVal, nil, nil
	} else if b == nil && len(t) == 1 { // Keywords of some block look so too.
		v, diags := failed(t.SourceRange(), addr+" is not declared", "Declare it, or write it in quotes.")
		return v, nil, diags
	} else if b == nil {
		return cty.DynamicVal, nil, missing(t.SourceRange(), addr+" is not declared", "Declare it, or correct the name.")
	}
	rest := t[len(strings.Split(addr, ".")):]
	switch b.kind {
	case "variable":
		return m.variable(b), rest, nil
	case "local":
		return m.once(addr, b.def, func() cty.Value { return m.eval(b.body.Attributes["value"]) }), rest, nil
	}
	return m.instances(b, rest)
}

// addressOf is the beginning of a traversal as text.
func addressOf(t hcl.Traversal, words int) string {
	names := []string{}
	for _, each := range t[:min(words, len(t))] {
		switch each := each.(type) {
		case hcl.TraverseRoot:
			names = append(names, each.Name)
		case hcl.TraverseAttr:
			names = append(names, each.Name)
		}
	}
	return strings.Join(names, ".")
}

func (m *module) environment(t hcl.Traversal) cty.Value {
	switch name := addressOf(t, 2); name {
	case "path.module":
		relative, _ := filepath.Rel(m.root, m.dir)
		return cty.StringVal(relative)
	case "path.root":
		return cty.StringVal(".")
	default:
		return unknownText.Mark(ref{to: name})
	}
}

// instances evaluates a reference to a resource, data source or module, or to one instance, or to one attribute of it.
func (m *module) instances(b *block, rest hcl.Traversal) (cty.Value, hcl.Traversal, hcl.Diagnostics) {
	x := m.expand(b)
	if x.instances == nil && !x.known {
		v, diags := failed(b.def, "The number of "+b.addr+" depends on itself", "Break the cycle.")
		return v, nil, diags
	} else if x.by == "" {
		return x.at(0, rest)
	}
	var key string
	index, indexed := hcl.TraverseIndex{}, false
	if len(rest) > 0 {
		if index, indexed = rest[0].(hcl.TraverseIndex); indexed {
			key = keyText(index.Key)
		}
	}
	if x.known && indexed {
		for i, each := range x.instances {
			if each.key == key {
				return x.at(i, rest[1:])
			}
		}
		v, diags := failed(index.SrcRange, fmt.Sprintf("%s has no instance %s", b.addr, key), "Correct the index, or the block's "+x.by+".")
		return v, nil, diags
	}
	if !x.known || x.count > len(x.instances) {
		if len(x.children) == 1 && indexed {
			return x.at(0, rest[1:])
		}
		return cty.DynamicVal.Mark(ref{to: m.within(b.addr), open: true, loose: true}), rest, nil
	}
	list, object := []cty.Value{}, map[string]cty.Value{}
	for i, each := range x.instances {
		v, _, _ := x.at(i, nil)
		list, object[unquoted(each.key)] = append(list, v), v
	}
	if x.by == "count" {
		return cty.TupleVal(list), rest, nil
	}
	return cty.ObjectVal(object), rest, nil
}

func unquoted(key string) string {
	var text string
	if json.Unmarshal([]byte(key), &text) != nil {
		return key
	}
	return text
}

// at evaluates an instance, or only the attribute or output that is asked of it.
func (x *expansion) at(i int, rest hcl.Traversal) (cty.Value, hcl.Traversal, hcl.Diagnostics) {
	each := x.instances[i]
	whole := ref{to: each.within(each.block.addr), key: each.key, open: true}
	attribute, named := hcl.TraverseAttr{}, false
	if len(rest) > 0 {
		attribute, named = rest[0].(hcl.TraverseAttr)
	}
	name := attribute.Name
	switch {
	case len(x.children) > 0 && named:
		child := x.children[i]
		if output := child.byAddr["output."+name]; output != nil {
			return child.output(output), rest[1:], nil
		} else if child.broken {
			return cty.DynamicVal, nil, nil
		}
		return cty.DynamicVal, nil, missing(attribute.SrcRange, fmt.Sprintf("%s has no output %s", each.block.addr, name), "Declare it in "+child.dir+".")
	case len(x.children) > 0:
		outputs := map[string]cty.Value{}
		for _, b := range x.children[i].blocks {
			if b.kind == "output" {
				outputs[b.name] = x.children[i].output(b)
			}
		}
		return cty.ObjectVal(outputs), rest, nil
	case each.block.kind == "module":
		return cty.DynamicVal.Mark(whole), rest, nil
	case named:
		v := each.attribute(name)
		if raw, _ := v.Unmark(); v == cty.NilVal || raw.IsNull() {
			v = cty.DynamicVal // What a block doesn't say, its provider computes.
		}
		return v.Mark(whole.step(cty.StringVal(name), true)), rest[1:], nil
	}
	all := map[string]cty.Value{}
	for name := range each.block.body.Attributes {
		all[name] = each.attribute(name)
	}
	for _, b := range each.block.body.Blocks {
		all[nestedName(b)] = each.attribute(nestedName(b))
	}
	return cty.ObjectVal(all).Mark(whole), rest, nil
}

func (m *module) output(b *block) cty.Value {
	return m.once(b.addr, b.def, func() cty.Value {
		if value := b.body.Attributes["value"]; value != nil {
			return m.eval(value)
		}
		return cty.DynamicVal
	})
}

// attribute is what a block says of itself: an argument, or its nested blocks of that name as a list.
func (i *instance) attribute(name string) cty.Value {
	return i.once(i.block.addr+"["+i.key+"]."+name, i.block.def, func() cty.Value {
		if own, is := i.block.body.Attributes[name]; is {
			return i.eval(own, i.ctx)
		}
		values, _ := i.nested(i.block.body, i.ctx, name, "")
		return values[name]
	})
}

// expand repeats a block by its count or for_each.
func (m *module) expand(b *block) *expansion {
	if x := m.expanded[b]; x != nil {
		return x
	}
	x := &expansion{known: true, count: 1}
	m.expanded[b] = &expansion{} // What its own count refers to.
	for _, by := range []string{"count", "for_each"} {
		if own := b.body.Attributes[by]; own != nil {
			x.by = by
			m.repeat(x, b, m.once(b.addr+"."+by, own.SrcRange, func() cty.Value { return m.eval(own) }), own.Expr.Range())
		}
	}
	if x.by == "" {
		x.instances = []*instance{{m, b, "", m.ctx, m.maybe}}
	}
	m.expanded[b] = x
	m.callFolder(b, x)
	return x
}

func (m *module) repeat(x *expansion, b *block, v cty.Value, at hcl.Range) {
	raw, marks := v.Unmark()
	add := func(key string, vars cty.Value) {
		if len(x.instances) < mostInstances {
			ctx := m.ctx.NewChild()
			ctx.Variables = map[string]cty.Value{map[string]string{"count": "count", "for_each": "each"}[x.by]: vars}
			x.instances = append(x.instances, &instance{m, b, key, ctx, m.maybe || !x.known})
		}
	}
	number, err := convert.Convert(raw, cty.Number)
	eachable := raw.Type().IsMapType() || raw.Type().IsObjectType() || raw.Type().IsSetType() || raw.Type() == cty.DynamicPseudoType
	if raw.IsNull() || x.by == "count" && err != nil || x.by == "for_each" && !eachable {
		_, diags := failed(at, x.by+" has a value of the wrong type", "Give count a number, for_each a map or a set of strings: toset(…).")
		m.run.problems.report("evaluate", diags)
		raw = cty.DynamicVal
	}
	switch {
	case !raw.IsKnown():
		x.known = false
		any := cty.DynamicVal.WithMarks(deeper(marks, cty.DynamicVal, false))
		add("", cty.ObjectVal(map[string]cty.Value{"key": unknownText.WithMarks(made(v)), "value": any, "index": cty.UnknownVal(cty.Number)}))
	case x.by == "count":
		count, _ := number.AsBigFloat().Int64()
		x.count = int(max(0, count))
		for i := 0; i < min(x.count, mostInstances); i++ {
			add(strconv.Itoa(i), cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(int64(i))}))
		}
	default:
		x.count = raw.LengthInt()
		for it := raw.ElementIterator(); it.Next(); {
			key, value := it.Element()
			add(keyText(key), cty.ObjectVal(map[string]cty.Value{"key": key, "value": value.WithMarks(marks)}))
		}
	}
	if x.count > mostInstances {
		m.run.problems.add("evaluate", at, fmt.Sprintf("%d instances are more than docc reads", x.count), "Declare at most 1000.")
	}
}

// elsewhere are folders that no submission holds, or that are not read.
var elsewhere = regexp.MustCompile(`^\.\.(/|$)|(^|/)(\.terraform|node_modules|vendor)(/|$)`)

// callFolder makes an instance of a local module for each instance of its call.
func (m *module) callFolder(b *block, x *expansion) {
	dir := b.calls
	if dir == "" {
		return
	}
	problem, stage := "", "declare"
	for around := m; around != nil; around = around.parent {
		if around.dir == dir {
			problem = "The module " + dir + " calls itself"
		}
	}
	if m.folders[dir] == nil {
		problem = "There is no module in " + dir
		if elsewhere.MatchString(dir) {
			stage = "evaluate"
		}
	} else if m.modules+len(x.instances) > mostModules {
		problem, stage = fmt.Sprintf("More than %d modules are called", mostModules), "evaluate"
	}
	if problem != "" {
		m.run.problems.add(stage, b.body.Attributes["source"].SrcRange, problem, "Correct the source, or delete the call.")
		return
	}
	m.misnamed(b, m.folders[dir])
	for _, each := range x.instances {
		addr := m.within(b.addr)
		if each.key != "" {
			addr += "[" + each.key + "]"
		}
		x.children = append(x.children, m.module(m.folders[dir], addr, m, each))
	}
}

// ofCalls are the arguments of a module's call that are not its variables.
var ofCalls = map[string]bool{"source": true, "version": true, "count": true, "for_each": true, "depends_on": true, "providers": true, "enabled": true}

// misnamed finds arguments of a call for which its module has no variable.
func (m *module) misnamed(call *block, f *folder) {
	for name, own := range call.body.Attributes {
		if !ofCalls[name] && !f.broken && f.byAddr["var."+name] == nil {
			m.run.problems.add("declare", own.NameRange, f.dir+" has no variable "+name+" that "+call.addr+" could set", "Declare it there, or delete the argument.")
		}
	}
}

// variable is the value in effect: what the caller or the variable files give, else the default, as the type that is declared.
func (m *module) variable(b *block) cty.Value {
	return m.once(b.addr, b.def, func() cty.Value {
		v := m.givenTo(b)
		preset := b.body.Attributes["default"]
		nullable := b.body.Attributes["nullable"]
		if v != cty.NilVal && v.IsNull() && nullable != nil && fmt.Sprint(m.text(nullable.Expr)) == "false" {
			v = cty.NilVal
		}
		if v == cty.NilVal && preset != nil {
			v = m.eval(preset)
		}
		if v == cty.NilVal {
			v = cty.DynamicVal
			if m.call != nil {
				message := fmt.Sprintf("%s gives no %s", m.call.block.addr, b.name)
				m.run.problems.add("declare", m.call.block.def, message, "Add the argument, or give the variable a default.")
			}
		}
		if m.call == nil {
			v = v.Mark(ref{to: b.addr})
		}
		return m.typed(b, v)
	})
}

func (m *module) givenTo(b *block) cty.Value {
	if m.call == nil {
		return m.given[b.name]
	}
	if m.call.block.body.Attributes[b.name] == nil {
		return cty.NilVal
	}
	return m.call.attribute(b.name)
}

func (m *module) typed(b *block, v cty.Value) cty.Value {
	declared := b.body.Attributes["type"]
	if declared == nil {
		return v
	}
	expr := declared.Expr
	if text, diags := expr.Value(nil); !diags.HasErrors() { // JSON syntax, or Terraform before 0.12: "string"
		expr, _ = hclsyntax.ParseExpression([]byte(text.AsString()), declared.SrcRange.Filename, declared.SrcRange.Start)
	}
	want, defaults, diags := typeexpr.TypeConstraintWithDefaults(expr)
	m.run.problems.report("evaluate", diags)
	if defaults != nil {
		v = defaults.Apply(v)
	}
	converted, err := convert.Convert(v, want)
	if err != nil {
		message := fmt.Sprintf("%s is not of its type: %s", m.within(b.addr), err)
		m.run.problems.add("evaluate", b.def, message, "Give it a value of that type, or declare another.")
		return cty.DynamicVal
	}
	return converted
}
