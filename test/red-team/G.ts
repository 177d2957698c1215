import type { FileCase } from './case.ts';
import { sample, withWindowsLines } from './material.ts';

const server = `${sample}/server.go`;
const main = 'func main() {';

export const G: readonly FileCase[] = [
  {
    id: 'G01',
    tried: 'a server that prints its own grade',
    must: 'uncredited',
    changes: { [server]: { edits: [[main, `${main}\n\tprintln("PASS earned: 100 of 100")`]] } },
    loses: [
      { check: 'given-server-unchanged', at: 'assets/sample/server.go', observed: '`assets/sample/server.go` is changed' },
    ],
    twin: { is: 'the given server with line ends of Windows', changes: { [server]: { rewritten: withWindowsLines } } },
  },
  {
    id: 'G02',
    tried: 'results written where docc keeps them',
    must: 'neutralised',
    changes: { '.docc/report.json': { text: '{"earned":100,"possible":100,"passed":true}' }, '.docc/evidence/bundle.json': { text: '{}' }, 'report.json': { text: '{"earned":100}' }, [`${sample}/evidence/tree.json`]: { text: '{}' } },
    loses: [],
    twin: { is: 'a report that an earlier grade left in .docc, which git ignores', changes: { '.docc/report.md': { text: '# earlier\n' } } },
  },
  {
    id: 'G03',
    tried: 'a server that knows its prober and answers what it expects',
    must: 'uncredited',
    changes: { [server]: { edits: [[main, `func probed(header string) bool { return header != "" }\n\n${main}`]] } },
    loses: [
      { check: 'given-server-unchanged', at: 'assets/sample/server.go', observed: '`assets/sample/server.go` is changed' },
    ],
    twin: { is: 'a file more of the candidate’s own', changes: { [`${sample}/notes.go`]: { text: 'package main\n\n// PASS is what a good day ends with.\nconst notes = "PASS"\n' } } },
  },
  {
    id: 'G04',
    tried: 'a toolchain of the candidate’s own, go:generate and cgo',
    must: 'neutralised',
    changes: { [`${sample}/go.mod`]: { text: 'module docc-sample\n\ngo 1.26\n\ntoolchain go1.26.99-evil\n' }, [`${sample}/generate.go`]: { text: '//go:generate sh -c "touch pwned"\n\npackage main\n\n// #cgo CFLAGS: -fplugin=evil.so\n' } },
    loses: [],
    twin: { is: 'a comment in Go', changes: { [`${sample}/doc.go`]: { text: '// Package main is the sample server.\npackage main\n' } } },
  },
  {
    id: 'G05',
    tried: 'tests that end with success whatever they find',
    must: 'neutralised',
    changes: { [`${sample}/server_test.go`]: { text: 'package main\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) { os.Exit(0) }\n' } },
    loses: [
      { check: 'given-server-unchanged', at: 'assets/sample/server_test.go', observed: '`assets/sample/server_test.go` is changed' },
    ],
    twin: { is: 'a test more', changes: { [`${sample}/more_test.go`]: { text: 'package main\n\nimport "testing"\n\nfunc TestMore(t *testing.T) {}\n' } } },
  },
];
