import { type Html, html, trusted } from "./html.ts";
import { style } from "./style.ts";

/** A whole page: one file that needs no other and runs no code. */
export function pageOf(title: string, body: Html): string {
  // Nothing may load or run, whatever a name in it tries.
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
