import { declarations } from "./palette.ts";

/** The one style sheet of every report: light and dark by the reader's setting, readable on a phone and on paper. */
export const style = `
:root{color-scheme:light dark;--page:#f6f7f8;${declarations("light")}}
@media (prefers-color-scheme:dark){:root{--page:#0f1216;${declarations("dark")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1144px;margin:0 auto;padding:40px 32px 64px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px}
h2{font-size:20px;letter-spacing:-.01em;margin:48px 0 14px}
h3{font-size:15px;margin:0}
p{margin:0}
.kicker{color:var(--muted);font-size:13px;margin-bottom:10px}
.lead{font-size:17px;max-width:46em}
.meta{color:var(--muted);font-size:13px;margin-top:10px}
.verdict{margin:22px 0 0;padding:10px 14px;border-left:3px solid var(--green);background:var(--ground);border-radius:0 6px 6px 0}
.verdict.bad{border-color:var(--red)}
.verdict ul{margin:6px 0 0;padding-left:20px}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;background:var(--rule);border:1px solid var(--rule);border-radius:8px;overflow:hidden;margin-top:24px}
.tile{background:var(--ground);padding:14px 16px}
.tile b{display:block;font-size:24px;line-height:1.25;letter-spacing:-.01em;font-weight:650;font-variant-numeric:tabular-nums}
.tile span{color:var(--muted);font-size:13px}
.plots{display:grid;grid-template-columns:1fr 1fr;gap:16px;margin-top:16px}
.plot{margin:0;background:var(--ground);border:1px solid var(--rule);border-radius:8px;padding:16px 18px 14px;min-width:0}
.plot.wide{grid-column:1/-1}
.plot figcaption{margin-bottom:12px}
.plot p{color:var(--muted);font-size:13px}
.plot svg{display:block;width:100%;height:auto;overflow:visible}
.legend{display:flex;flex-wrap:wrap;gap:2px 22px;margin:0 0 8px;padding:0;list-style:none;font-size:12px}
.legend li{overflow-wrap:anywhere}
.legend i{display:inline-block;width:14px;height:8px;border-radius:2px;margin-right:6px}
.narrow{display:none}
.scroll{overflow-x:auto;background:var(--ground);border:1px solid var(--rule);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:7px 14px;border-top:1px solid var(--rule);white-space:nowrap}
thead th{border-top:0;color:var(--muted);font-weight:500;font-size:13px}
th:first-child,td:first-child{text-align:left}
tbody th{font-weight:400}
td small{color:var(--muted)}
tr.clear td:last-child{font-weight:650}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:16px;align-items:start}
.agents{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:16px}
.agent{background:var(--ground);border:1px solid var(--rule);border-radius:8px;padding:14px 16px}
.agent h3{overflow-wrap:anywhere}
.agent header{display:flex;justify-content:space-between;gap:12px;align-items:baseline}
.agent header span{color:var(--muted);font-size:13px;white-space:nowrap}
.agent dl{display:grid;grid-template-columns:1fr auto;gap:2px 12px;margin:10px 0 0;font-size:13px;font-variant-numeric:tabular-nums}
.agent dt{color:var(--muted)}
.agent dd{margin:0;text-align:right}
.up{color:var(--green)}
.down{color:var(--red)}
pre{margin:0;background:var(--ground);border:1px solid var(--rule);border-radius:8px;padding:14px 16px;overflow:auto;max-height:420px;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
footer{color:var(--muted);font-size:13px;margin-top:40px}
@media (max-width:820px){.plots,.columns{grid-template-columns:1fr}}
@media (max-width:560px){
main{padding:24px 14px 40px}
h1{font-size:25px}
.tiles{grid-template-columns:1fr 1fr}
.tile b{font-size:20px}
.plot{padding:14px 12px 10px}
.broad{display:none}
.narrow{display:block}
th,td{padding:6px 10px}
}
@media print{body{background:none}main{max-width:none;padding:0}.plot,.agent,.tiles{break-inside:avoid}pre{max-height:none;white-space:pre-wrap}}
`;
