/** The documents that the console serves. They hold no data: the script asks for it. */

const head = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">`;

/** For every address of the console. */
export const page = `<!doctype html>
<html lang="en">
<head>
<title>zuora-access</title>
${head}
<script type="module" src="/assets/script.js"></script>
</head>
<body>
<div id="console"><p class="notice">Loading the console…</p></div>
<noscript><p class="notice">The console needs JavaScript.</p></noscript>
</body>
</html>
`;

/** For a browser that is not let in. */
export const closedPage = `<!doctype html>
<html lang="en">
<head>
<title>Not let in – zuora-access</title>
${head}
</head>
<body>
<main class="closed">
<h1>This browser is not let in</h1>
<p>Each address that the console prints lets in one browser, once, and soon expires. Look in the terminal of
<code>npm start</code> or <code>zuora-access console</code>, and open the newest address. The terminal tells how to get
another one.</p>
</main>
</body>
</html>
`;

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3.5" fill="#2563b8"/><path d="M4.5 4.5h7L4.5 11.5h7" fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>
`;
