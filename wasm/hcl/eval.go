package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Three marks travel with values through the whole evaluation: what a value refers to, the functions it came through, and what is
// known of an unknown one all the same.
type ref struct {
	to, key, path string
	open          bool // It has more attributes than are written: those that a provider computes.
	loose         bool // It is repeated who knows how often: the index that comes next is its key.
}
type call string
type shape struct{ *shapeOf }
type shapeOf struct {
	kind string
	of   []cty.Value
}

var unknownText = cty.UnknownVal(cty.String)

// node evaluates an expression as HCL does, but keeps partial knowledge of unknowns, asks for names only when they are needed and has
// Terraform's functions. It embeds what it replaces, since an Expression can't be implemented from outside of hclsyntax.
type node struct{ hclsyntax.Expression }

// wrap rewrites an expression's tree in place, so that it and all within it evaluate as nodes.
func wrap(e hclsyntax.Expression) hclsyntax.Expression {
	switch e := e.(type) {
	case nil:
		return nil
	case *node, *hclsyntax.LiteralValueExpr:
		return e
	case *hclsyntax.ParenthesesExpr:
		return wrap(e.Expression)
	case *hclsyntax.RelativeTraversalExpr:
		e.Source = wrap(e.Source)
	case *hclsyntax.FunctionCallExpr:
		wrapAll(e.Args)
	case *hclsyntax.ConditionalExpr:
		e.Condition, e.TrueResult, e.FalseResult = wrap(e.Condition), wrap(e.TrueResult), wrap(e.FalseResult)
	case *hclsyntax.IndexExpr:
		e.Collection, e.Key = wrap(e.Collection), wrap(e.Key)
	case *hclsyntax.TupleConsExpr:
		wrapAll(e.Exprs)
	case *hclsyntax.ObjectConsExpr:
		for i, item := range e.Items {
			if key, is := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); !is {
				e.Items[i].KeyExpr = wrap(item.KeyExpr)
			} else if key.ForceNonLiteral || hcl.ExprAsKeyword(key.Wrapped) == "" {
				key.Wrapped = wrap(key.Wrapped)
			}
			e.Items[i].ValueExpr = wrap(item.ValueExpr)
		}
	case *hclsyntax.ForExpr:
		e.CollExpr, e.KeyExpr, e.ValExpr, e.CondExpr = wrap(e.CollExpr), wrap(e.KeyExpr), wrap(e.ValExpr), wrap(e.CondExpr)
	case *hclsyntax.SplatExpr:
		e.Source, e.Each = wrap(e.Source), wrap(e.Each)
	case *hclsyntax.TemplateExpr:
		wrapAll(e.Parts)
	case *hclsyntax.TemplateWrapExpr:
		return wrap(e.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		e.Tuple = wrap(e.Tuple)
	case *hclsyntax.BinaryOpExpr:
		e.LHS, e.RHS = wrap(e.LHS), wrap(e.RHS)
	case *hclsyntax.UnaryOpExpr:
		e.Val = wrap(e.Val)
	}
	return &node{e}
}

func wrapAll(list []hclsyntax.Expression) {
	for i, each := range list {
		list[i] = wrap(each)
	}
}

// steps are those that the argument being evaluated may still take.
var steps int

func (n *node) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if steps--; steps < 0 {
		return failed(n.Range(), "This takes more steps than docc evaluates", "Make it smaller: no plan could use so much.")
	}
	switch e := n.Expression.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return named(ctx, e.Traversal)
	case *hclsyntax.AnonSymbolExpr:
		return ctx.Variables["*"], nil
	case *hclsyntax.RelativeTraversalExpr:
		v, diags := e.Source.Value(ctx)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		return walk(v, e.Traversal)
	case *hclsyntax.IndexExpr:
		v, diags := e.Collection.Value(ctx)
		key, keyDiags := e.Key.Value(ctx)
		if diags = append(diags, keyDiags...); diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		return step(v, key, false, e.SrcRange)
	case *hclsyntax.SplatExpr:
		return splat(ctx, e)
	case *hclsyntax.TemplateExpr:
		return template(ctx, e)
	case *hclsyntax.ConditionalExpr:
		return conditional(ctx, e)
	case *hclsyntax.FunctionCallExpr:
		return callFunction(ctx, e)
	case *hclsyntax.ObjectConsExpr:
		return object(ctx, e)
	case *hclsyntax.ForExpr:
		v, diags := e.CollExpr.Value(ctx)
		if diags.HasErrors() || !v.IsKnown() {
			return unknown("", v), diags
		}
		each := *e
		each.CollExpr = &hclsyntax.LiteralValueExpr{Val: v, SrcRange: e.CollExpr.Range()}
		return bare(each.Value(ctx))
	}
	return bare(n.Expression.Value(ctx))
}

// bare takes away what was known of a value before something was done with it.
func bare(v cty.Value, diags hcl.Diagnostics) (cty.Value, hcl.Diagnostics) {
	raw, marks := v.Unmark()
	for mark := range marks {
		if _, is := mark.(shape); is {
			delete(marks, mark)
		}
	}
	return raw.WithMarks(marks), diags
}

// made gathers what values are made of; of containers, what their members are.
func made(values ...cty.Value) cty.ValueMarks {
	all := cty.ValueMarks{}
	for _, v := range values {
		raw, marks := v.Unmark()
		seen := false
		for mark := range marks {
			if _, is := mark.(shape); !is {
				all[mark] = struct{}{}
			}
			_, is := mark.(ref)
			seen = seen || is
		}
		if !seen && iterable(raw) {
			for it := raw.ElementIterator(); it.Next(); {
				_, each := it.Element()
				for mark := range made(each) {
					all[mark] = struct{}{}
				}
			}
		}
	}
	return all
}

// unknown is a value made of others; kind and parts, if any, tell what is known of it.
func unknown(kind string, parts ...cty.Value) cty.Value {
	v := cty.DynamicVal
	if kind == "template" || kind == "json" || kind == "yaml" {
		v = unknownText
	}
	if kind != "" {
		v = v.Mark(shape{&shapeOf{kind, parts}})
	}
	return v.WithMarks(made(parts...))
}

func failed(at hcl.Range, message, detail string) (cty.Value, hcl.Diagnostics) {
	return cty.DynamicVal, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: message, Detail: detail, Subject: &at}}
}

// walk follows the rest of a traversal.
func walk(v cty.Value, rest hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	for _, each := range rest {
		switch each := each.(type) {
		case hcl.TraverseAttr:
			v, diags = step(v, cty.StringVal(each.Name), true, each.SrcRange)
		case hcl.TraverseIndex:
			v, diags = step(v, each.Key, false, each.SrcRange)
		}
		if diags.HasErrors() {
			return v, diags
		}
	}
	return v, nil
}

// step takes an attribute or element. References of the whole become references to that part.
func step(v, key cty.Value, attribute bool, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	raw, marks := v.Unmark()
	bareKey, keyMarks := key.Unmark()
	marks, open := deeper(marks, bareKey, attribute), false
	for mark := range marks {
		r, is := mark.(ref)
		open = open || is && r.open
	}
	if !raw.IsKnown() {
		return within(v, key, attribute, at, marks), nil
	}
	if !bareKey.IsKnown() && iterable(raw) {
		return unknown("either", raw.AsValueSlice()...).WithMarks(marks, made(key)), nil
	}
	take := hcl.Index
	if attribute {
		take = func(from, key cty.Value, at *hcl.Range) (cty.Value, hcl.Diagnostics) {
			return hcl.GetAttr(from, key.AsString(), at)
		}
	}
	found, diags := take(raw, bareKey, &at)
	if diags.HasErrors() && open {
		return cty.DynamicVal.WithMarks(marks), nil
	}
	return found.WithMarks(marks, keyMarks), diags
}

// within is what is known of a part of something unknown; deep is what the whole is made of, one step on.
func within(v, key cty.Value, attribute bool, at hcl.Range, deep cty.ValueMarks) cty.Value {
	_, marks := v.Unmark()
	calls := cty.ValueMarks{}
	for mark := range deep {
		if _, is := mark.(call); is {
			calls[mark] = struct{}{}
		}
	}
	for mark := range marks {
		of, is := mark.(shape)
		switch {
		case is && of.kind == "list" && !attribute:
			return unknown("either", of.of...).WithMarks(calls)
		case is && of.kind == "object":
			for i := 0; i < len(of.of); i += 2 {
				if name, is := textOf(of.of[i]); is && name == keyName(key) {
					return of.of[i+1].WithMarks(calls)
				}
			}
		case is && of.kind == "either":
			parts := []cty.Value{}
			for _, part := range of.of {
				if steps--; steps < 0 {
					return cty.DynamicVal
				}
				if found, diags := step(part, key, attribute, at); !diags.HasErrors() {
					parts = append(parts, found)
				}
			}
			if len(parts) > 0 {
				return unknown("either", parts...).WithMarks(deep)
			}
		}
	}
	return cty.DynamicVal.WithMarks(deep)
}

func keyName(key cty.Value) string {
	text, _ := textOf(key)
	return text
}

// object keeps the entries whose keys are known where another's is not.
func object(ctx *hcl.EvalContext, e *hclsyntax.ObjectConsExpr) (cty.Value, hcl.Diagnostics) {
	entries, known := []cty.Value{}, true
	var diags hcl.Diagnostics
	for _, item := range e.Items {
		key, keyDiags := item.KeyExpr.Value(ctx)
		value, valueDiags := item.ValueExpr.Value(ctx)
		diags = append(append(diags, keyDiags...), valueDiags...)
		raw, _ := key.Unmark()
		known = known && raw.IsKnown()
		entries = append(entries, key, value)
	}
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if !known {
		return unknown("object", entries...), nil
	}
	members, all := map[string]cty.Value{}, cty.ValueMarks{}
	for i := 0; i < len(entries); i += 2 {
		name, is := textOf(entries[i])
		if !is {
			return failed(e.Items[i/2].KeyExpr.Range(), "This can't be a key", "Keys are strings, numbers or booleans that are not null.")
		}
		members[name] = entries[i+1]
		for mark := range made(entries[i]) {
			all[mark] = struct{}{}
		}
	}
	return cty.ObjectVal(members).WithMarks(all), nil
}

// deeper moves references one step on.
func deeper(marks cty.ValueMarks, key cty.Value, attribute bool) cty.ValueMarks {
	moved := cty.ValueMarks{}
	for mark := range marks {
		switch mark := mark.(type) {
		case shape:
		case ref:
			moved[mark.step(key, attribute)] = struct{}{}
		default:
			moved[mark] = struct{}{}
		}
	}
	return moved
}

// ofSlice is an element of what slice() takes: [1:3][0] is [1].
var ofSlice = regexp.MustCompile(`\[\d+:\d+\]\[\d+\]$`)

func (r ref) step(key cty.Value, attribute bool) ref {
	text, is := textOf(key)
	switch {
	case r.loose && !attribute:
		r.key, r.loose = keyText(key), false
	case attribute || is && hclsyntax.ValidIdentifier(text):
		r.path, r.loose = strings.TrimPrefix(r.path+"."+text, "."), false
	default:
		r.path += "[" + cmp.Or(keyText(key), "*") + "]"
		r.path = ofSlice.ReplaceAllStringFunc(r.path, func(s string) string {
			var from, to, i int
			fmt.Sscanf(s, "[%d:%d][%d]", &from, &to, &i)
			return fmt.Sprintf("[%d]", from+i)
		})
	}
	return r
}

// keyText is an instance key as it stands in JSON; of one that is unknown, nothing.
func keyText(key cty.Value) string {
	text, is := textOf(key)
	if is && key.Type() == cty.String {
		quoted, _ := json.Marshal(text)
		return string(quoted)
	}
	return text
}

// textOf is a known scalar as text.
func textOf(v cty.Value) (string, bool) {
	v, _ = v.Unmark()
	if text, err := convert.Convert(v, cty.String); err == nil && text.IsKnown() && !text.IsNull() && text.Type() == cty.String {
		return text.AsString(), true
	}
	return "", false
}

func splat(ctx *hcl.EvalContext, e *hclsyntax.SplatExpr) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Source.Value(ctx)
	raw, marks := v.Unmark()
	list := raw.Type().IsTupleType() || raw.Type().IsListType() || raw.Type().IsSetType()
	each := func(item cty.Value) cty.Value {
		child := ctx.NewChild()
		child.Variables = map[string]cty.Value{"*": item}
		got, more := e.Each.Value(child)
		diags = append(diags, more...)
		return got
	}
	switch {
	case diags.HasErrors():
		return cty.DynamicVal, diags
	case !raw.IsKnown():
		return unknown("", each(cty.DynamicVal.WithMarks(deeper(marks, cty.DynamicVal, false)))), diags
	case raw.IsNull():
		return cty.EmptyTupleVal.WithMarks(marks), diags
	case !list:
		return cty.TupleVal([]cty.Value{each(v)}), diags
	}
	items := []cty.Value{}
	for it := raw.ElementIterator(); it.Next(); {
		_, item := it.Element()
		items = append(items, each(item))
	}
	return cty.TupleVal(items).WithMarks(marks), diags
}

func template(ctx *hcl.EvalContext, e *hclsyntax.TemplateExpr) (cty.Value, hcl.Diagnostics) {
	text, known, parts := strings.Builder{}, true, []cty.Value{}
	for _, part := range e.Parts {
		v, diags := part.Value(ctx)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		piece, is := textOf(v)
		if v.IsKnown() && !is {
			return failed(part.Range(), "A template can't hold this value", "Put a string, number or boolean that is not null here.")
		}
		if text.WriteString(piece); text.Len() > longest {
			return failed(part.Range(), "This text is longer than docc reads", "Make it shorter.")
		}
		known = known && is
		parts = append(parts, v)
	}
	if !known {
		return unknown("template", parts...), nil
	}
	return cty.StringVal(text.String()).WithMarks(made(parts...)), nil
}

// conditional takes no notice of what the result that isn't chosen gets wrong, nor counts a condition that is known as part of the value.
func conditional(ctx *hcl.EvalContext, e *hclsyntax.ConditionalExpr) (cty.Value, hcl.Diagnostics) {
	v, diags := e.Condition.Value(ctx)
	raw, _ := v.Unmark()
	condition, err := convert.Convert(raw, cty.Bool)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	} else if err != nil || condition.IsNull() {
		return failed(e.Condition.Range(), "A condition must be true or false", "Compare with something, as in `var.x != null`.")
	}
	yes, yesDiags := e.TrueResult.Value(ctx)
	no, noDiags := e.FalseResult.Value(ctx)
	switch {
	case !condition.IsKnown():
		return unknown("either", yes, no).WithMarks(made(v)), nil
	case condition.True():
		return unified(yes, no), yesDiags
	}
	return unified(no, yes), noDiags
}

// unified is a number or boolean as text where the other result is one; other types may stay what they are.
func unified(v, other cty.Value) cty.Value {
	if v.Type().IsPrimitiveType() && other.Type() == cty.String {
		v, _ = convert.Convert(v, cty.String)
	}
	return v
}

func iterable(v cty.Value) bool { return v.IsKnown() && !v.IsNull() && v.CanIterateElements() }
