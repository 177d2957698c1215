package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of Terraform that need nothing but their arguments. README.md lists which are missing, and why.
var functions = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc, "chunklist": stdlib.ChunklistFunc,
	"coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc,
	"contains": stdlib.ContainsFunc, "csvdecode": stdlib.CSVDecodeFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
	"flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc, "format": stdlib.FormatFunc, "formatdate": stdlib.FormatDateFunc,
	"formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc, "join": stdlib.JoinFunc, "jsondecode": stdlib.JSONDecodeFunc,
	"jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "log": stdlib.LogFunc, "lookup": stdlib.LookupFunc,
	"lower": stdlib.LowerFunc, "max": stdlib.MaxFunc, "merge": stdlib.MergeFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc,
	"pow": stdlib.PowFunc, "range": stdlib.RangeFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
	"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
	"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "signum": stdlib.SignumFunc, "slice": stdlib.SliceFunc,
	"sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc,
	"timeadd": stdlib.TimeAddFunc, "title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
	"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc,
	"yamldecode": yaml.YAMLDecodeFunc, "yamlencode": yaml.YAMLEncodeFunc, "zipmap": stdlib.ZipmapFunc,
	"tobool": stdlib.MakeToFunc(cty.Bool), "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
	"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
	"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),
	"length": stdlib.LengthFunc, "strlen": stdlib.StrlenFunc, "replace": stdlib.ReplaceFunc, "regex_replace": stdlib.RegexReplaceFunc,
	"startswith": own(cty.Bool, func(a []cty.Value) (cty.Value, error) {
		return cty.BoolVal(strings.HasPrefix(str(a, 0), str(a, 1))), nil
	}, cty.String, cty.String),
	"endswith": own(cty.Bool, func(a []cty.Value) (cty.Value, error) {
		return cty.BoolVal(strings.HasSuffix(str(a, 0), str(a, 1))), nil
	}, cty.String, cty.String),
	"strcontains": own(cty.Bool, func(a []cty.Value) (cty.Value, error) {
		return cty.BoolVal(strings.Contains(str(a, 0), str(a, 1))), nil
	}, cty.String, cty.String),
	"alltrue":      own(cty.Bool, func(a []cty.Value) (cty.Value, error) { return cty.BoolVal(!hasBool(a[0], false)), nil }, cty.List(cty.Bool)),
	"anytrue":      own(cty.Bool, func(a []cty.Value) (cty.Value, error) { return cty.BoolVal(hasBool(a[0], true)), nil }, cty.List(cty.Bool)),
	"sum":          own(cty.Number, sum, cty.List(cty.Number)),
	"index":        own(cty.Number, index, cty.DynamicPseudoType, cty.DynamicPseudoType),
	"one":          own(cty.DynamicPseudoType, one, cty.DynamicPseudoType),
	"cidrsubnet":   own(cty.String, cidrSubnet, cty.String, cty.Number, cty.Number),
	"cidrhost":     own(cty.String, cidrHost, cty.String, cty.Number),
	"basename":     ofText(func(s string) (string, error) { return path.Base(s), nil }),
	"dirname":      ofText(func(s string) (string, error) { return path.Dir(s), nil }),
	"urlencode":    ofText(func(s string) (string, error) { return url.QueryEscape(s), nil }),
	"base64encode": ofText(func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }),
	"base64decode": ofText(func(s string) (string, error) { b, err := base64.StdEncoding.DecodeString(s); return string(b), err }),
}

func own(result cty.Type, impl func([]cty.Value) (cty.Value, error), params ...cty.Type) function.Function {
	spec := &function.Spec{Type: function.StaticReturnType(result)}
	for _, each := range params {
		spec.Params = append(spec.Params, function.Parameter{Type: each})
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) { return impl(args) }
	return function.New(spec)
}

func ofText(impl func(string) (string, error)) function.Function {
	return own(cty.String, func(a []cty.Value) (cty.Value, error) {
		text, err := impl(str(a, 0))
		return cty.StringVal(text), err
	}, cty.String)
}

func str(args []cty.Value, i int) string { return args[i].AsString() }

func hasBool(list cty.Value, wanted bool) bool {
	return slices.ContainsFunc(list.AsValueSlice(), func(v cty.Value) bool { return !v.IsNull() && v.True() == wanted || v.IsNull() && !wanted })
}

func sum(a []cty.Value) (cty.Value, error) {
	total := cty.Zero
	for _, each := range a[0].AsValueSlice() {
		total = total.Add(each)
	}
	return total, nil
}

func index(a []cty.Value) (cty.Value, error) {
	for i, each := range a[0].AsValueSlice() {
		if each.RawEquals(a[1]) {
			return cty.NumberIntVal(int64(i)), nil
		}
	}
	return cty.DynamicVal, errors.New("it is not in the list")
}

func one(a []cty.Value) (cty.Value, error) {
	switch list := a[0].AsValueSlice(); len(list) {
	case 0:
		return cty.NullVal(cty.DynamicPseudoType), nil
	case 1:
		return list[0], nil
	}
	return cty.DynamicVal, errors.New("a list of one or none is needed")
}

func cidrSubnet(a []cty.Value) (cty.Value, error) {
	prefix, err := netip.ParsePrefix(str(a, 0))
	more, _ := a[1].AsBigFloat().Int64()
	bits := prefix.Bits() + int(more)
	if err != nil || more < 0 || bits > prefix.Addr().BitLen() {
		return cty.UnknownVal(cty.String), fmt.Errorf("%s has no room for %d more bits", str(a, 0), more)
	}
	number, _ := a[2].AsBigFloat().Int(nil)
	if number.Sign() < 0 || number.BitLen() > int(more) {
		return cty.UnknownVal(cty.String), fmt.Errorf("%d more bits can't hold number %s", more, number)
	}
	addr := plus(prefix, number.Lsh(number, uint(prefix.Addr().BitLen()-bits)))
	return cty.StringVal(netip.PrefixFrom(addr, bits).String()), nil
}

func cidrHost(a []cty.Value) (cty.Value, error) {
	prefix, err := netip.ParsePrefix(str(a, 0))
	number, _ := a[1].AsBigFloat().Int(nil)
	size := prefix.Addr().BitLen() - prefix.Bits()
	if number.Sign() < 0 {
		number.Add(number, new(big.Int).Lsh(big.NewInt(1), uint(max(size, 0))))
	}
	if err != nil || number.Sign() < 0 || number.BitLen() > size {
		return cty.UnknownVal(cty.String), fmt.Errorf("%s has no such host", str(a, 0))
	}
	return cty.StringVal(plus(prefix, number).String()), nil
}

// plus adds to a prefix's first address.
func plus(prefix netip.Prefix, number *big.Int) netip.Addr {
	first := prefix.Masked().Addr().AsSlice()
	number.Or(number, new(big.Int).SetBytes(first))
	addr, _ := netip.AddrFromSlice(number.FillBytes(first))
	return addr
}

func callFunction(ctx *hcl.EvalContext, e *hclsyntax.FunctionCallExpr) (cty.Value, hcl.Diagnostics) {
	args := []cty.Value{}
	for _, arg := range e.Args {
		v, diags := arg.Value(ctx)
		switch {
		case e.Name == "can" && (v.IsWhollyKnown() || diags.HasErrors()):
			return cty.BoolVal(!diags.HasErrors()), nil
		case e.Name == "try" && !diags.HasErrors():
			return v, nil
		case e.Name != "try" && diags.HasErrors():
			return cty.DynamicVal, diags
		}
		args = append(args, v)
	}
	if e.Name == "try" {
		return failed(e.Range(), "No argument of try() can be evaluated", "Add a last one that always can.")
	}
	if last := len(args) - 1; e.ExpandFinal && last >= 0 {
		raw, marks := args[last].Unmark()
		if !iterable(raw) {
			return unknown("", args...).Mark(call(e.Name)), nil
		}
		args = args[:last]
		for it := raw.ElementIterator(); it.Next(); {
			_, each := it.Element()
			args = append(args, each.WithMarks(marks))
		}
	}
	v, err := apply(ctx, e.Name, args)
	if err != nil {
		return failed(e.Range(), e.Name+"() can't be called so", err.Error())
	}
	return v.Mark(call(e.Name)), nil
}

// keeping are functions that leave what they are given, or all of it that matters, as it is.
var keeping = map[string]bool{"sensitive": true, "nonsensitive": true, "tostring": true, "trimspace": true, "chomp": true}

func apply(ctx *hcl.EvalContext, name string, args []cty.Value) (cty.Value, error) {
	kind, encodes := map[string]string{"jsonencode": "json", "yamlencode": "yaml"}[name]
	if v, is := partly(name, args); is {
		return v, nil
	}
	switch {
	case len(args) == 1 && keeping[name] && (!args[0].IsKnown() || strings.HasSuffix(name, "sensitive")):
		return args[0], nil
	case len(args) == 1 && encodes && !args[0].IsWhollyKnown():
		return unknown(kind, args[0]), nil
	case len(args) == 1 && name == "length" && args[0].Type() == cty.String:
		name = "strlen"
	case len(args) == 1 && name == "length" && args[0].Type().IsObjectType():
		_, marks := args[0].Unmark()
		return cty.NumberIntVal(int64(len(args[0].Type().AttributeTypes()))).WithMarks(marks), nil
	case len(args) == 3 && name == "replace":
		if pattern, is := textOf(args[1]); is && len(pattern) > 1 && pattern[0] == '/' && pattern[len(pattern)-1] == '/' {
			name, args[1] = "regex_replace", cty.StringVal(pattern[1:len(pattern)-1])
		}
	case len(args) == 3 && name == "slice" && !args[0].IsKnown():
		return sliced(args), nil
	case len(args) == 3 && name == "lookup" && args[2].IsNull(): // As Terraform's own, unlike cty's, lets it be.
		if v, diags := step(args[0], args[1], false, hcl.Range{}); !diags.HasErrors() {
			return v, nil
		}
		return args[2], nil
	case name == "coalesce":
		for i, v := range args {
			if text, is := textOf(v); is && text == "" {
				args[i] = cty.NullVal(cty.String) // Terraform takes no empty text either.
			}
		}
	case name == "file" || name == "templatefile":
		return readText(ctx, args)
	}
	f, known := functions[name]
	if !known {
		return unknown("", args...), nil
	}
	for i, param := range f.Params() {
		if i < len(args) {
			v, err := convert.Convert(args[i], param.Type)
			if err != nil {
				return v, err
			}
			args[i] = v
		}
	}
	if rest := f.VarParam(); rest != nil {
		for i := len(f.Params()); i < len(args); i++ {
			v, err := convert.Convert(args[i], rest.Type)
			if err != nil {
				return v, err
			}
			args[i] = v
		}
	}
	if name == "setproduct" && product(args) > longest {
		return cty.DynamicVal, errTooLong
	}
	v, err := f.Call(args)
	if err != nil {
		return v, err
	}
	if v, _ = bare(v, nil); !v.IsKnown() {
		v = v.WithMarks(made(args...))
	}
	if raw, _ := v.Unmark(); size(raw) > longest {
		return v, errTooLong
	}
	return v, nil
}

// partly keeps of lists and objects that are not wholly known what is.
func partly(name string, args []cty.Value) (cty.Value, bool) {
	known := !slices.ContainsFunc(args, func(v cty.Value) bool { return !v.IsKnown() })
	switch {
	case len(args) == 1 && sameMembers[name] && !args[0].IsWhollyKnown():
		return unknown("list", spread(args[0], false)...), true
	case len(args) == 1 && (name == "tolist" || name == "tomap") && !args[0].IsWhollyKnown():
		return args[0], true
	case name == "flatten" && len(args) == 1 && (!known || !args[0].IsWhollyKnown()):
		return joined(spread(args[0], true))
	case known:
		return cty.NilVal, false
	case name == "coalesce" || name == "coalescelist":
		return firstOf(args, name == "coalescelist")
	case name == "concat":
		parts := []cty.Value{}
		for _, arg := range args {
			parts = append(parts, spread(arg, false)...)
		}
		return unknown("list", parts...), true
	case name == "merge":
		return unknown("either", args...), true
	case name == "lookup" && len(args) == 3:
		found, _ := step(args[0], args[1], false, hcl.Range{})
		return unknown("either", found, args[2]), true
	case name == "element" && len(args) == 2 && !args[0].IsKnown():
		found, _ := step(args[0], args[1], false, hcl.Range{})
		return found, true
	}
	return cty.NilVal, false
}

// sameMembers are functions after which nobody knows how many members of a list are left, and where.
var sameMembers = map[string]bool{"toset": true, "distinct": true, "compact": true, "sort": true}

// spread lists what a list holds; one that isn't known stands for whatever it holds.
func spread(v cty.Value, deep bool) (parts []cty.Value) {
	raw, marks := v.Unmark()
	for mark := range marks {
		if of, is := mark.(shape); is && of.kind == "list" {
			return of.of
		}
	}
	if !iterable(raw) || raw.Type().IsObjectType() || raw.Type().IsMapType() {
		return []cty.Value{v}
	}
	for it := raw.ElementIterator(); it.Next(); {
		_, each := it.Element()
		if each = each.WithMarks(marks); deep {
			parts = append(parts, spread(each, true)...)
		} else {
			parts = append(parts, each)
		}
	}
	return parts
}

// joined is a list of parts of which one that isn't known, and may be a list, leaves open how many there are.
func joined(parts []cty.Value) (cty.Value, bool) {
	open := func(v cty.Value) bool { return !v.IsKnown() && !v.Type().IsPrimitiveType() }
	if slices.ContainsFunc(parts, open) {
		return unknown("list", parts...), true
	}
	return cty.TupleVal(parts), true
}

// firstOf is what coalesce and coalescelist give: the first that is something, or either of those that may be.
func firstOf(args []cty.Value, lists bool) (cty.Value, bool) {
	for i, v := range args {
		raw, _ := v.Unmark()
		if !raw.IsKnown() {
			rest := slices.DeleteFunc(slices.Clone(args[i:]), func(v cty.Value) bool { return isNothing(v, lists) })
			return unknown("either", rest...), true
		} else if !isNothing(v, lists) {
			return v, true
		}
	}
	return cty.NilVal, false
}

func isNothing(v cty.Value, lists bool) bool {
	raw, _ := v.Unmark()
	text, is := textOf(v)
	return raw.IsNull() || raw.IsKnown() && (lists && iterable(raw) && raw.LengthInt() == 0 || !lists && is && text == "")
}

var errTooLong = errors.New("the result is longer than docc reads")

// size is the length of a text or the number of members.
func size(v cty.Value) int {
	if text, is := textOf(v); is {
		return len(text)
	} else if iterable(v) {
		return v.LengthInt()
	}
	return 1
}

func product(of []cty.Value) int {
	total := 1
	for _, each := range of {
		raw, _ := each.Unmark()
		total = min(total*max(size(raw), 1), longest+1)
	}
	return total
}

// sliced keeps, of a list that isn't known, which part of it is taken.
func sliced(args []cty.Value) cty.Value {
	all := cty.ValueMarks{}
	from, _ := textOf(args[1])
	to, _ := textOf(args[2])
	for mark := range made(args[0]) {
		if r, is := mark.(ref); is && from != "" && to != "" {
			r.path += "[" + from + ":" + to + "]"
			mark = r
		}
		all[mark] = struct{}{}
	}
	return cty.DynamicVal.WithMarks(all)
}

// readText is file() and templatefile() over the submission's files; others are unknown.
func readText(ctx *hcl.EvalContext, args []cty.Value) (cty.Value, error) {
	for ctx != nil && ctx.Parent() != nil {
		ctx = ctx.Parent()
	}
	m := scopes[ctx]
	name, is := textOf(args[0])
	if m == nil || !is {
		return unknown("", args...), nil
	}
	text, is := m.files[path.Join(m.root, name)]
	if !is || len(args) == 1 {
		if is {
			return cty.StringVal(text), nil
		}
		return unknown("", args...), nil
	}
	raw, _ := args[1].Unmark()
	if !iterable(raw) || tooDeep([]byte(text), name, hclsyntax.LexTemplate) != nil {
		return unknown("", args...), nil
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), path.Join(m.root, name), hcl.InitialPos)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	child := m.ctx.NewChild()
	child.Variables = raw.AsValueMap()
	v, diags := wrap(expr).Value(child)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return v, nil
}
