// Command hcl reads Terraform and OpenTofu code as they do before a plan: JSON on stdin, JSON on stdout. See README.md.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2"
)

type obj = map[string]any

type request struct {
	Files   []source              `json:"files"`   // Code, variable and lock files, by path.
	Unread  []string              `json:"unread"`  // Files that should be among them and can't be.
	Texts   map[string]string     `json:"texts"`   // What file() and templatefile() may read, by path.
	Applied map[string][][]string `json:"applied"` // For each folder with code: each list of variable files it is applied with.
	// Folders that are roots only where there is no other.
	Examples []string `json:"examples"`
}

type source struct{ Path, Text string }

type problem struct {
	Stage   string `json:"stage"`
	Path    string `json:"path"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
	Fix     string `json:"fix"`
}

type problems struct {
	list []problem
	seen map[problem]bool
}

func (p *problems) add(stage string, at hcl.Range, message, fix string) {
	each := problem{stage, at.Filename, at.Start.Line, message, fix}
	if p.seen == nil {
		p.seen = map[problem]bool{}
	}
	if !p.seen[each] && len(p.list) < 200 {
		p.seen[each] = true
		p.list = append(p.list, each)
	}
}

func (p *problems) report(stage string, diags hcl.Diagnostics) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError || d.Subject == nil {
			continue
		}
		if _, is := d.Extra.(undeclared); is {
			p.add("declare", *d.Subject, d.Summary, d.Detail)
		} else {
			p.add(stage, *d.Subject, d.Summary, d.Detail)
		}
	}
}

func main() {
	ballast := make([]byte, 24<<20) // Most runs end before there is anything worth collecting; longer ones collect at 48 MB.
	defer runtime.KeepAlive(ballast)
	debug.SetMemoryLimit(160 << 20)
	debug.SetTraceback("none") // When memory ends: the last lines say at which block.
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, "stdin is not the request that README.md describes:", err)
		os.Exit(2)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(answer(asked)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(asked request) obj {
	read := readFiles(asked.Files, asked.Unread)
	called, onlyExamples := map[string]bool{}, true
	for dir, f := range read.folders {
		for _, b := range f.blocks {
			called[b.calls] = called[b.calls] || b.calls != dir
		}
	}
	for dir := range read.folders {
		onlyExamples = onlyExamples && (called[dir] || slices.Contains(asked.Examples, dir))
	}
	roots := []obj{}
	for _, dir := range sortedKeys(read.folders) {
		if !called[dir] && (!slices.Contains(asked.Examples, dir) || onlyExamples) {
			for _, chosen := range asked.Applied[dir] {
				roots = append(roots, evaluate(read, asked.Texts, dir, chosen))
			}
		}
	}
	return obj{"files": read.facts, "roots": roots, "problems": append([]problem{}, read.problems.list...)}
}

func sortedKeys[V any](of map[string]V) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
