/**
 * The page of `tskmod graph`: one file that needs no network, and is not allowed to use it (by its content security
 * policy).
 */
/** @param document of `tskmod graph --json`; all texts are byte strings, and so is the page */
export const formatGraphHtml = (title: string, document: string, script: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; worker-src blob:">
<title>${escaped(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<label>Find <input id="search" type="search" placeholder="module, symbol, firmware or path" autocomplete="off" aria-controls="hits"></label>
<span class="buttons">
<button id="previous" type="button" aria-label="Previous hit">&uarr;</button>
<button id="next" type="button" aria-label="Next hit">&darr;</button>
</span>
<span id="count" aria-live="polite"></span>
<span class="buttons">
<button id="farther" type="button" aria-label="Zoom out">&minus;</button>
<button id="nearer" type="button" aria-label="Zoom in">+</button>
<button id="fit" type="button">Fit</button>
<button id="collapse" type="button">Directories</button>
<button id="svg" type="button">SVG</button>
</span>
</header>
<main>
<div id="picture" role="application" tabindex="0" aria-label="Graph of modules; the panel has the same information as text. Arrow keys follow the lines"></div>
<div id="status" role="status"></div>
<ol id="hits" hidden></ol>
<aside id="panel"></aside>
</main>
<section id="print"></section>
<footer>
<span class="key requested">asked for</span>
<span class="key module">module</span>
<span class="key builtin">built in</span>
<span class="line solid">needs symbols</span>
<span class="line dashed">softdep</span>
<span class="line dotted">weakdep</span>
<span class="hint">Click a box or a line for its symbols, double-click a directory to open it; arrow keys follow lines; / finds, Esc shows all</span>
</footer>
<script type="application/json" id="graph">${document.replaceAll('<', '\\u003c')}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f7f8fa; --panel: #ffffff; --text: #1c2430; --aside: #5d6878; --rule: #dde2e9;
  --module: #e3ecf8; --module-line: #8eabd0; --requested: #1f5fae; --requested-line: #153f75; --on-requested: #ffffff;
  --builtin-line: #7d8896; --edge: #a9b4c2; --accent: #d9730d; --bad: #c22f2f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181e; --panel: #1b2129; --text: #e4e9f0; --aside: #98a4b3; --rule: #303947;
    --module: #24364d; --module-line: #4f76a6; --requested: #7db4f5; --requested-line: #b5d4fa; --on-requested: #0d1b2c;
    --builtin-line: #7d8896; --edge: #56637a; --accent: #ff9f45; --bad: #ff7b72;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; background: var(--ground); color: var(--text);
  font: 14px/1.45 system-ui, "DejaVu Sans", sans-serif; }
header, footer { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; padding: 8px 16px;
  background: var(--panel); border-bottom: 1px solid var(--rule); }
footer { border: 0; border-top: 1px solid var(--rule); font-size: 12px; color: var(--aside); }
h1 { font-size: 15px; margin: 0; margin-right: auto; }
h2 { font: bold 17px ui-monospace, "DejaVu Sans Mono", monospace; margin: 4px 0; overflow-wrap: anywhere; }
h3 { font-size: 13px; margin: 18px 0 4px; }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(260px, 24%); min-height: 0; }
#picture { min-width: 0; min-height: 0; }
main { position: relative; }
#status { position: absolute; left: 12px; bottom: 8px; color: var(--aside); font-size: 12px; pointer-events: none; }
#hits { position: absolute; top: 0; left: 0; max-height: 60%; overflow: auto; margin: 8px; padding: 6px 10px; list-style: none;
  background: var(--panel); border: 1px solid var(--rule); border-radius: 5px; max-width: 70%; z-index: 2; }
#hits[hidden] { display: none; }
#search { width: 16em; }
#hits li { padding: 1px 0; }
#hits li.current { outline: 2px solid var(--accent); }
#picture:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
#print { display: none; }
#panel { overflow: auto; padding: 12px 16px 24px; background: var(--panel); border-left: 1px solid var(--rule); }
button, input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--rule); border-radius: 5px;
  padding: 3px 10px; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button.module { border: 0; background: none; padding: 1px 0; text-align: left; overflow-wrap: anywhere;
  font: 13px ui-monospace, "DejaVu Sans Mono", monospace; color: inherit; }
button.module:hover { text-decoration: underline; }
.aside, .size, #count { color: var(--aside); }
ol.modules { list-style: none; padding: 0; margin: 8px 0; }
ol.modules li { display: flex; justify-content: space-between; gap: 10px; padding: 2px 0; border-bottom: 1px solid var(--rule); }
.size { white-space: nowrap; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 8px 0; }
dt { color: var(--aside); }
dd { margin: 0; overflow-wrap: anywhere; }
.neighbour { padding: 3px 0; border-bottom: 1px solid var(--rule); }
details summary { cursor: pointer; color: var(--aside); font-size: 12px; }
details ul, ul.firmware { margin: 4px 0; padding-left: 18px; font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere; }
.key::before { content: ""; display: inline-block; width: 22px; height: 12px; margin-right: 6px; border-radius: 3px;
  border: 1px solid var(--module-line); background: var(--module); vertical-align: -1px; }
.key.requested::before { background: var(--requested); border-color: var(--requested-line); }
.key.builtin::before { background: none; border: 1px dashed var(--builtin-line); }
.line::before { content: ""; display: inline-block; width: 26px; margin-right: 6px; border-top: 2px solid var(--edge);
  vertical-align: 4px; }
.line.dashed::before { border-top-style: dashed; }
.line.dotted::before { border-top-style: dotted; }
.hint { margin-left: auto; }
@media print {
  html, body { height: auto; display: block; background: none; }
  header, main, footer { display: none; }
  #print { display: block; }
  #print svg { max-width: 100%; height: auto; }
  #print dl, #print p { break-inside: avoid; }
}
@media (max-width: 800px) {
  main { grid-template-columns: none; grid-template-rows: minmax(0, 1fr) 40%; }
  #panel { border-left: 0; border-top: 1px solid var(--rule); }
}
`
