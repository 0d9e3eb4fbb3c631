import { createHash } from 'node:crypto';
import { PALETTE } from './palette.js';

/** The one style sheet of these pages, inlined: no further request, nothing from elsewhere. */
export const STYLE = `
${PALETTE}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;padding:clamp(1rem,6vh,4.5rem) 1rem 1.5rem;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{width:100%;max-width:27rem;background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:clamp(1.25rem,5vw,2rem);box-shadow:0 1px 2px rgb(15 23 42/.05),0 12px 32px rgb(15 23 42/.07)}
main.wide{max-width:44rem}
main>:last-child{margin-bottom:0}
.brand{display:flex;align-items:center;gap:.6rem;margin:0 0 1.25rem;color:var(--soft);font-size:.9rem;font-weight:600}
.brand svg{width:1.9rem;height:1.9rem;flex:none;color:var(--accent)}
h1{margin:0 0 .35rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:0;font-size:1.05rem;line-height:1.35;overflow-wrap:anywhere}
p{margin:0 0 1rem}
p.lead{color:var(--soft);margin-bottom:1.4rem}
strong{font-weight:650;overflow-wrap:anywhere}
small,.hint{color:var(--soft);font-size:.875rem}
form{margin:0}
.hint.after{margin:1.25rem 0 0}
label{display:block;margin:0 0 .35rem;font-weight:600;font-size:.925rem}
input[type=email],input[type=text],input[type=password]{width:100%;min-height:2.9rem;margin:0 0 1.1rem;padding:.55rem .8rem;font:inherit;color:inherit;background:var(--field);border:1px solid var(--field-line);border-radius:.55rem}
input[aria-invalid=true]{border-color:var(--bad)}
input.code{text-transform:uppercase;letter-spacing:.14em;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:1.25rem;text-align:center}
button{min-height:2.9rem;padding:.55rem 1.1rem;font:inherit;font-weight:650;border-radius:.55rem;border:1px solid transparent;cursor:pointer}
button.primary{background:var(--accent);color:var(--accent-ink)}
button.primary:hover{background:var(--accent-hover)}
button.plain{background:transparent;color:var(--ink);border-color:var(--field-line)}
button.plain:hover{background:var(--wash)}
button.danger{background:transparent;color:var(--bad);border-color:currentColor}
button.danger:hover{background:var(--bad-wash)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.actions{display:flex;gap:.75rem;flex-wrap:wrap-reverse;margin-top:.4rem}
.actions button{flex:1 1 9rem}
.error,.notice{margin:0 0 1.2rem;padding:.7rem .9rem;border-radius:.55rem;border-left:4px solid;font-size:.95rem}
h1+.error{margin-top:1rem}
.error{color:var(--bad);background:var(--bad-wash)}
.notice{color:var(--warn);background:var(--warn-wash)}
.done{color:var(--good)}
dl{margin:0 0 1.25rem;border:1px solid var(--line);border-radius:.6rem}
dl>div{display:flex;gap:.4rem 1rem;padding:.6rem .9rem;flex-wrap:wrap}
dl>div+div{border-top:1px solid var(--line)}
dt{flex:0 0 7.5rem;color:var(--soft);font-size:.9rem}
dd{margin:0;flex:1 1 11rem;overflow-wrap:anywhere}
ul{margin:0 0 1.25rem;padding:0;list-style:none}
ul.scopes li{display:flex;gap:.6rem;padding:.28rem 0}
ul.scopes svg{flex:none;width:1.15rem;height:1.15rem;margin-top:.2rem;color:var(--accent)}
form+ul.apps{margin-top:1.5rem}
ul.apps>li{border:1px solid var(--line);border-radius:.7rem;padding:1rem 1.1rem;margin:0 0 .9rem}
ul.apps .head{display:flex;gap:.75rem;align-items:flex-start;justify-content:space-between;margin-bottom:.6rem}
ul.apps dl{margin:0;border:0}
ul.apps dl>div{border:0;padding:.12rem 0;gap:.1rem .75rem}
ul.apps dt{flex-basis:6.25rem}
ul.apps dd{flex-basis:8rem}
ul.apps li:last-child{margin-bottom:0}
.bar{display:flex;gap:1rem;justify-content:space-between;align-items:center;flex-wrap:wrap;margin-bottom:1.2rem}
.code-shown{margin:0 0 1.2rem;padding:.7rem;border:1px dashed var(--field-line);border-radius:.6rem;text-align:center;font:650 1.6rem/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.1em}
footer{margin-top:1.25rem;color:var(--soft);font-size:.85rem;text-align:center}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
`.trim();

/** What the content security policy says to let exactly this style sheet through. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
