/** The one style sheet of both pages. Everything else a page needs is in it: it asks no server for anything. */
export const sheet = `
:root { color-scheme: light; --page: #fff; --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --soft: #f5f7f9; --link: #0550ae;
  --earned: #1a7f37; --lost: #cf222e; --stripe: #ffb3b5; --open: #d8dee4; --dot: #6e7781; --time: #0969da; --mark: #1b1f24;
  --good: #116329; --bad: #a40e26; --wait: #7a4a00; --at: #fff3bf; --goes: #ffe4e3; --comes: #dafbe1; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --page: #0f1318; --ink: #e6e9ed; --quiet: #a3adb8; --line: #343c46; --soft: #191f26; --link: #7db7ff;
    --earned: #3fb950; --lost: #e5534b; --stripe: #6d1f1c; --open: #343c46; --dot: #8b949e; --time: #58a6ff; --mark: #e6e9ed;
    --good: #56d364; --bad: #ff8b85; --wait: #e3b341; --at: #4a3d10; --goes: #4b1d1c; --comes: #12381f; }
}
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem 1rem 4rem; max-width: 60rem; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
h1, h2, h3, h4, h5 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.35rem; margin: .5rem 0 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .75rem; }
h4 { font-size: 1.05rem; margin: 0; display: flex; gap: 1rem; justify-content: space-between; }
h5 { font-size: .8rem; margin: 1rem 0 .25rem; color: var(--quiet); letter-spacing: .04em; text-transform: uppercase; }
p { margin: .4rem 0; } ul { margin: .4rem 0; padding-left: 1.2rem; } li { margin: .35rem 0; }
.about, .words, .trust, footer { color: var(--quiet); font-size: .9rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
code { background: var(--soft); border-radius: 3px; padding: .1em .2em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; margin: .4rem 0; white-space: pre-wrap; tab-size: 4; }
pre code { background: none; padding: 0; font-size: inherit; }
.command code::before { content: "$ "; color: var(--quiet); }
.patterns { position: absolute; }
.earned { fill: var(--earned); } .lost { fill: var(--lost); } .stripe { fill: var(--stripe); } .open { fill: var(--open); } .dot { fill: var(--dot); }
.is-lost { fill: url(#fill-lost); } .is-open { fill: url(#fill-open); } .time { fill: var(--dot); } .time.deciding { fill: var(--time); } span.deciding { color: var(--time); }
.mark { stroke: var(--mark); stroke-width: 3; }
.bar { display: block; border-radius: 3px; background: var(--soft); }
.verdict { border: 1px solid var(--line); border-left: .4rem solid var(--quiet); border-radius: 8px; padding: .75rem 1rem; margin: 1rem 0; }
.verdict .bar { height: 24px; margin: .5rem 0; }
.score { font-size: 1.15rem; margin: 0; display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem; }
.score strong { font-size: 2.4rem; line-height: 1.1; }
.word { margin-left: auto; font-weight: 700; font-size: 1.3rem; }
.good { border-left-color: var(--good); } .good .word { color: var(--good); }
.bad { border-left-color: var(--bad); } .bad .word { color: var(--bad); }
.undecided { border-left-color: var(--wait); } .undecided .word { color: var(--wait); }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.legend li { margin: 0; } .legend svg { vertical-align: -2px; }
.next { border-radius: 6px; background: var(--soft); padding: .6rem .9rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; }
caption { text-align: left; color: var(--quiet); font-size: .9rem; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); font-weight: inherit; }
thead th { color: var(--quiet); font-size: .8rem; }
td:last-child, th:last-child { padding-right: 0; }
th.number, td.number { text-align: right; white-space: nowrap; }
.unexercised th[scope=row] { overflow-wrap: normal; }
.objectives .wide { width: 38%; } .objectives .words { display: block; }
.timeline .wide { width: 60%; vertical-align: middle; } .timeline th, .timeline td { padding-top: .2rem; padding-bottom: .2rem; }
.loss { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: 1rem 0; }
.loss:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.lost-points { color: var(--bad); white-space: nowrap; }
.excerpt { margin: .4rem 0; } .excerpt figcaption { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875rem; }
.excerpt pre { padding: .4rem 0; }
.line { display: block; padding: 0 .75rem 0 5rem; text-indent: -5rem; }
.line > * { text-indent: 0; }
.line .number { display: inline-block; width: 3.25rem; text-align: right; color: var(--quiet); user-select: none; }
.line .sign { display: inline-block; width: 1.75rem; text-align: center; color: var(--quiet); user-select: none; }
.line mark, .line ins, .line del { background: none; color: inherit; text-decoration: none; }
.at { background: var(--at); } .goes { background: var(--goes); } .comes { background: var(--comes); }
.at .number, .goes .number, .comes .number, .at .sign, .goes .sign, .comes .sign { color: inherit; }
footer { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
.growth { list-style: none; padding: 0; } .growth > li { margin: 1rem 0; }
summary { cursor: pointer; }
.topic { margin: 1rem 0; } .topic blockquote { margin: .4rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--time); }
.facts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); margin: 1rem 0; }
.facts div { background: var(--soft); border-radius: 6px; padding: .6rem .9rem; } .facts dt { color: var(--quiet); font-size: .8rem; } .facts dd { margin: 0; font-weight: 600; }
@media (min-width: 46rem) { .seen { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; } }
@media (max-width: 34rem) {
  .stacked thead { position: absolute; left: -100vw; }
  .stacked tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .stacked th, .stacked td { display: block; width: auto !important; border: 0; padding: .1rem 0; text-align: left !important; }
  .line { padding-left: 3.25rem; text-indent: -3.25rem; } .line .number { width: 2.25rem; } .line .sign { width: 1rem; }
  .loss { padding: .75rem; } .word { order: -1; margin: 0; width: 100%; }
  nav ul { gap: 0 1.25rem; }
}
@media print {
  html { font-size: 11pt; } body { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  .loss, .verdict, tr, figure, .topic { break-inside: avoid; } h2, h3, h4, h5 { break-after: avoid; }
  .bar, .line, .legend svg, pre, code { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
