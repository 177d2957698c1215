import { describe, expect, test } from 'vitest';
import { submissionOf } from '../../../test/submission.ts';
import { dependenciesOf, goServers } from './goserver.ts';

const main = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":1", nil) }\n';
const tool = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n';
const servers = (files: Readonly<Record<string, string>>): string[] => goServers(submissionOf(files).files);

describe('Go servers', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['one in the root', { 'server.go': main }, ['server.go']],
    ['one deep down', { 'cmd/x/y.go': main, 'go.mod': 'module x' }, ['cmd/x/y.go']],
    ['a program that does not listen is none', { 'a/main.go': main, 'b/main.go': tool }, ['a/main.go']],
    ['unless none listens', { 'b/main.go': tool }, ['b/main.go']],
    ['a package in two files', { 'a/main.go': tool, 'a/serve.go': 'package main\nimport (\n\t"net/http"\n)\n' }, ['a/main.go']],
    ['comments before the package', { 'a.go': `// Command a\n/* long\npackage x */\n\n${main}` }, ['a.go']],
    ['CRLF', { 'a.go': main.replaceAll('\n', '\r\n') }, ['a.go']],
    ['a generator is none', { 'gen.go': `//go:build ignore\n\n${main}` }, []],
    ['tests, vendored and hidden files are none', { 'a_test.go': main, 'vendor/x/a.go': main, 'testdata/a.go': main, '.x/a.go': main, '_y/a.go': main }, []],
    ['a package of another name is none', { 'a.go': main.replace('package main', 'package mains') }, []],
    ['no main function', { 'a.go': 'package main\nimport "net/http"\n// func main() {}\n' }, []],
  ])('%s', (_, files, expected) => {
    expect(servers(files)).toEqual(expected);
  });
});

describe('dependencies', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no go.mod', {}, 'none'],
    ['a module alone', { 'go.mod': 'module x\n\ngo 1.26\n' }, 'none'],
    ['one that is needed', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\n' }, 'fetched'],
    ['a block', { 'go.mod': 'module x\nrequire (\n\texample.org/y v1.0.0 // indirect\n)\n' }, 'fetched'],
    ['a block without a blank', { 'go.mod': 'module x\nrequire(\n\texample.org/y v1.0.0\n)\n' }, 'fetched'],
    ['an empty block', { 'go.mod': 'module x\nrequire (\n)\n' }, 'none'],
    ['a comment', { 'go.mod': 'module x\n// require example.org/y v1.0.0\n' }, 'none'],
    ['what is replaced by a folder', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\nreplace example.org/y => ./y\n' }, 'none'],
    ['what is replaced by another module', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\nreplace example.org/y => example.org/z v1.0.0\n' }, 'fetched'],
    ['vendored', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\n', 'vendor/modules.txt': '# example.org/y v1.0.0\n' }, 'vendored'],
    ['vendored elsewhere', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\n', 'b/vendor/modules.txt': '' }, 'fetched'],
    ['the nearest go.mod', { 'go.mod': 'module x\nrequire example.org/y v1.0.0\n', 'app/go.mod': 'module y\n' }, 'none'],
  ])('%s', (_, files, expected) => {
    expect(dependenciesOf(submissionOf(files).files, 'app/cmd/main.go')).toBe(expected);
  });
});
