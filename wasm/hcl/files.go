package main

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/hcl/v2/json"
)

// block is one thing declared: a block of the language, or one entry of a locals block.
type block struct {
	kind, typ, name, addr string
	body                  *hclsyntax.Body
	def                   hcl.Range
	calls                 string // Of a module whose code is in the submission: its folder.
}

// folder is a module as written.
type folder struct {
	dir    string
	blocks []*block
	byAddr map[string]*block
	broken bool // A file of it could not be read: what seems undeclared may be declared there.
}

type reading struct {
	folders  map[string]*folder
	bodies   map[string]*hclsyntax.Body // Variable and lock files, by path.
	texts    map[string][]byte
	facts    []obj
	problems problems
	file     string
}

var topLevel = schema("resource type name", "data type name", "ephemeral type name", "module name", "provider name", "variable name",
	"output name", "check name", "action type name", "terraform", "locals", "moved", "import", "removed")

// nested are the blocks inside of blocks that JSON syntax can tell from arguments without a provider's schema.
var nested = map[string]*hcl.BodySchema{"terraform": schema("backend type", "cloud", "required_providers"), "check": schema("data type name"),
	"resource": schema("dynamic type"), "data": schema("dynamic type"), "dynamic": schema("content"), "content": schema("dynamic type")}

var repeatable = map[string]bool{"provider": true, "terraform": true, "moved": true, "import": true, "removed": true}

func schema(blocks ...string) *hcl.BodySchema {
	made := &hcl.BodySchema{}
	for _, each := range blocks {
		words := strings.Fields(each)
		made.Blocks = append(made.Blocks, hcl.BlockHeaderSchema{Type: words[0], LabelNames: words[1:]})
	}
	return made
}

func readFiles(files []source, unread []string) *reading {
	r := &reading{folders: map[string]*folder{}, bodies: map[string]*hclsyntax.Body{}, texts: map[string][]byte{}, facts: []obj{}}
	for _, file := range files {
		r.texts[file.Path] = []byte(file.Text)
	}
	overrides := []func(){}
	for _, file := range files {
		stem, isJSON := strings.CutSuffix(file.Path, ".json")
		if strings.HasSuffix(file.Path, ".lock.hcl") {
			if body := r.parse(file.Path, false); body != nil {
				r.bodies[file.Path] = native(body, "")
			}
			continue
		}
		fact := obj{"path": file.Path, "syntax": "native", "format": obj{"kind": "unjudged"}}
		r.facts = append(r.facts, fact)
		extension := path.Ext(stem)
		base := strings.TrimSuffix(path.Base(stem), extension)
		dir := path.Dir(file.Path)
		tofu := path.Join(dir, base) + ".tofu" + strings.TrimPrefix(file.Path, stem)
		body := r.parse(file.Path, isJSON)
		if isJSON {
			fact["syntax"] = "json"
		}
		if !isJSON && body != nil {
			fact["format"] = formatOf(file.Text)
		}
		if extension != ".tf" && extension != ".tofu" {
			if body != nil {
				r.bodies[file.Path] = native(body, "")
			}
			continue
		}
		if r.folders[dir] == nil {
			r.folders[dir] = &folder{dir: dir, byAddr: map[string]*block{}}
		}
		f := r.folders[dir]
		if _, both := r.texts[tofu]; both && extension == ".tf" {
			fact["shadowedBy"] = tofu
		} else if body == nil {
			f.broken = true
		} else if base == "override" || strings.HasSuffix(base, "_override") {
			overrides = append(overrides, func() { r.override(f, r.blocksOf(body)) })
		} else {
			r.declare(f, r.blocksOf(body))
		}
	}
	for _, name := range unread {
		if f := r.folders[path.Dir(name)]; f != nil {
			f.broken = true
		}
	}
	for _, merge := range overrides {
		merge()
	}
	for _, f := range r.folders {
		for _, b := range f.blocks {
			b.calls = f.called(b)
		}
	}
	return r
}

// at says on stderr which file is being looked at: the last one said is where memory or time ended.
func (r *reading) at(file string) {
	if r.file != file {
		r.file = file
		fmt.Fprintln(os.Stderr, "at "+file)
	}
}

// parse returns nil for what is no HCL: half a file would be judged as if its author had written only that half.
func (r *reading) parse(name string, isJSON bool) hcl.Body {
	r.at(name)
	if at := tooDeep(r.texts[name], name, hclsyntax.LexConfig); at != nil { // Near enough for JSON.
		r.problems.add("parse", *at, "This is nested too deeply to be read", "Write it flatter, with locals for its parts.")
		return nil
	}
	parse := func() (*hcl.File, hcl.Diagnostics) { return hclsyntax.ParseConfig(r.texts[name], name, hcl.InitialPos) }
	if isJSON {
		parse = func() (*hcl.File, hcl.Diagnostics) { return json.Parse(r.texts[name], name) }
	}
	file, diags := parse()
	r.problems.report("parse", diags)
	if diags.HasErrors() {
		return nil
	}
	return file.Body
}

// deepest is far from the depth at which the parser or the evaluator would end WebAssembly's stack.
const deepest = 250

// tooDeep finds where brackets, and what nests without them (operators, indices, directives of templates), exceed deepest. A token's
// type is the character that it is, or one that looks like it.
func tooDeep(text []byte, name string, scan func([]byte, string, hcl.Pos) (hclsyntax.Tokens, hcl.Diagnostics)) *hcl.Range {
	most := 0
	for _, each := range text {
		if strings.IndexByte("{[(+-*/%!?<>=&|", each) >= 0 {
			most++
		}
	}
	if most <= deepest {
		return nil // Scanning would take as long as parsing.
	}
	tokens, _ := scan(text, name, hcl.InitialPos)
	frames, depth := []int{0}, 0
	grow := func(by int) { frames[len(frames)-1] += by; depth += by }
	for _, token := range tokens {
		is := func(any string) bool { return strings.ContainsRune(any, rune(token.Type)) }
		if is("+-*/%!?<>∧∨≔≠≤≥λ") {
			grow(1)
		}
		if is("{[(∫λ") {
			frames = append(frames, 0)
			grow(1)
		} else if is("}])∎") && len(frames) > 1 {
			grow(-frames[len(frames)-1])
			frames = frames[:len(frames)-1]
			if is("]") {
				grow(1)
			}
		} else if is(",=") {
			grow(min(len(frames)-1, 1) - frames[len(frames)-1])
		}
		if depth > deepest {
			return &token.Range
		}
	}
	return nil
}

// formatOf compares with what `terraform fmt` would write, line by line; a file kept with CRLF is not misformatted.
func formatOf(text string) obj {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	formatted := strings.Split(string(hclwrite.Format([]byte(text))), "\n")
	for i, line := range strings.Split(text, "\n") {
		if i >= len(formatted) {
			return obj{"kind": "differs", "line": i + 1, "observed": line}
		}
		if formatted[i] != line {
			return obj{"kind": "differs", "line": i + 1, "observed": line, "expected": formatted[i]}
		}
	}
	return obj{"kind": "canonical"}
}

// native turns JSON syntax into the tree of the native one, so that all that comes after knows one language.
func native(body hcl.Body, of string) *hclsyntax.Body {
	if body, is := body.(*hclsyntax.Body); is {
		return body
	}
	known := nested[of]
	if known == nil {
		known = schema()
	}
	content, rest, _ := body.PartialContent(known)
	made := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: body.MissingItemRange()}
	for _, b := range content.Blocks {
		made.Blocks = append(made.Blocks, &hclsyntax.Block{Type: b.Type, Labels: b.Labels, Body: native(b.Body, b.Type), TypeRange: b.TypeRange})
	}
	attributes, _ := rest.JustAttributes()
	for name, attribute := range attributes {
		made.Attributes[name] = &hclsyntax.Attribute{Name: name, Expr: nativeExpr(attribute.Expr), SrcRange: attribute.Range, NameRange: attribute.NameRange}
	}
	return made
}

func nativeExpr(e hcl.Expression) hclsyntax.Expression {
	if pairs, diags := hcl.ExprMap(e); !diags.HasErrors() {
		made := &hclsyntax.ObjectConsExpr{SrcRange: e.Range()}
		for _, pair := range pairs {
			made.Items = append(made.Items, hclsyntax.ObjectConsItem{KeyExpr: nativeExpr(pair.Key), ValueExpr: nativeExpr(pair.Value)})
		}
		return made
	}
	if list, diags := hcl.ExprList(e); !diags.HasErrors() {
		made := &hclsyntax.TupleConsExpr{SrcRange: e.Range()}
		for _, each := range list {
			made.Exprs = append(made.Exprs, nativeExpr(each))
		}
		return made
	}
	v, _ := e.Value(nil)
	if text, is := textOf(v); is {
		start := hcl.Pos{Line: e.Range().Start.Line, Column: e.Range().Start.Column + 1, Byte: e.Range().Start.Byte + 1}
		if template, diags := hclsyntax.ParseTemplate([]byte(text), e.Range().Filename, start); !diags.HasErrors() {
			return template
		}
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: e.Range()}
}

// blocksOf lists what a file declares.
func (r *reading) blocksOf(body hcl.Body) (found []*block) {
	content, diags := body.Content(topLevel)
	r.problems.report("declare", diags)
	for _, b := range content.Blocks {
		made := &block{kind: b.Type, body: native(b.Body, b.Type), def: b.DefRange}
		made.addr = strings.TrimPrefix(strings.Join(append([]string{b.Type}, b.Labels...), "."), "resource.")
		if b.Type == "variable" {
			made.addr = "var." + b.Labels[0]
		}
		for i, label := range b.Labels {
			made.name = label
			if i == 1 {
				made.typ = b.Labels[0]
			}
		}
		if b.Type != "locals" && b.Type != "action" {
			found = append(found, made)
		}
		for _, name := range sortedKeys(made.body.Attributes) {
			if attribute := made.body.Attributes[name]; b.Type == "locals" {
				one := &hclsyntax.Body{Attributes: hclsyntax.Attributes{"value": attribute}, SrcRange: attribute.SrcRange}
				found = append(found, &block{kind: "local", name: name, addr: "local." + name, body: one, def: attribute.SrcRange})
			}
		}
		for _, data := range only(made.body.Blocks, "data") { // Of a check: known outside of it too.
			if b.Type != "check" || len(data.Labels) != 2 {
				continue
			}
			typ, name := data.Labels[0], data.Labels[1]
			found = append(found, &block{kind: "data", typ: typ, name: name, addr: "data." + typ + "." + name, body: data.Body, def: data.DefRange()})
		}
	}
	return found
}

func (r *reading) declare(f *folder, blocks []*block) {
	for _, b := range blocks {
		if other := f.byAddr[b.addr]; other != nil && !repeatable[b.kind] {
			where := fmt.Sprintf("%s:%d", other.def.Filename, other.def.Start.Line)
			r.problems.add("declare", b.def, b.addr+" is declared twice: also at "+where, "Rename or delete one of the two.")
			continue
		}
		f.byAddr[b.addr], f.blocks = b, append(f.blocks, b)
	}
}

// override merges what override files say into what they override, as Terraform does: arguments one by one, nested blocks by type.
func (r *reading) override(f *folder, blocks []*block) {
	for _, b := range blocks {
		base := f.byAddr[b.addr]
		if base == nil {
			r.declare(f, []*block{b})
			continue
		}
		merge(base.body.Attributes, b.body.Attributes)
		replaced := map[string]bool{"required_providers": true}
		for _, each := range b.body.Blocks {
			if same := only(base.body.Blocks, each.Type); each.Type == "required_providers" && len(same) > 0 {
				merge(same[0].Body.Attributes, each.Body.Attributes)
				continue
			}
			if !replaced[each.Type] {
				replaced[each.Type] = true
				base.body.Blocks = slices.DeleteFunc(base.body.Blocks, func(old *hclsyntax.Block) bool { return old.Type == each.Type })
			}
			base.body.Blocks = append(base.body.Blocks, each)
		}
	}
}

func merge(base, over hclsyntax.Attributes) {
	for name, attribute := range over {
		base[name] = attribute
	}
}

func only(blocks hclsyntax.Blocks, typ string) (found hclsyntax.Blocks) {
	for _, b := range blocks {
		if b.Type == typ {
			found = append(found, b)
		}
	}
	return found
}

// called is the folder of a local module: where its source is a path.
func (f *folder) called(b *block) string {
	source := b.body.Attributes["source"]
	if b.kind != "module" || source == nil {
		return ""
	}
	v, _ := source.Expr.Value(nil)
	if from, is := textOf(v); is && (strings.HasPrefix(from, "./") || strings.HasPrefix(from, "../")) {
		return path.Join(f.dir, from)
	}
	return ""
}
