/** The console over HTTP: guards, documents, and the routes of each page. */
import { Hono } from 'hono';
import { answerError } from './answers.ts';
import type { BrowserCode } from './browser-code.ts';
import type { Admission } from './guard/admission.ts';
import {
  type Guarded,
  isLetIn,
  jsonBody,
  letIn,
  limitedBody,
  ownHost,
  ownPages,
  ownWrites,
  protectiveHeaders,
  remember,
} from './guard/guards.ts';
import { closedPage, icon, page } from './page.ts';
import { pages } from './shapes/pages.ts';

export interface ApplicationOptions {
  readonly admission: Admission;
  /** The console's own address without its scheme, such as `127.0.0.1:4568`. */
  readonly host: string;
  readonly isReadOnly: boolean;
  readonly readBrowserCode: () => Promise<BrowserCode>;
  /** Called when a browser was let in. */
  readonly onAdmitted: () => void;
  /** Of all pages. */
  readonly routes: Hono<Guarded>;
}

export function createApplication(options: ApplicationOptions): Hono {
  const { admission, host, isReadOnly, onAdmitted, routes } = options;
  const origin = `http://${host}`;
  const application = new Hono();
  application.use(protectiveHeaders, ownHost(host));

  application.get('/', (context) => {
    const token = context.req.query('token');
    if (token === undefined) return context.redirect('/activity', 303);
    if (isLetIn(context, admission, host)) return context.redirect('/activity', 303);
    const visitor = admission.admit(token);
    if (visitor === undefined) return context.html(closedPage, 401);
    remember(context, host, visitor);
    onAdmitted();
    // The part after # is sent to nobody.
    return context.redirect(`/activity#token=${visitor.pageToken}`, 303);
  });
  for (const { path } of pages) {
    application.get(path, (context) =>
      isLetIn(context, admission, host) ? context.html(page) : context.html(closedPage, 401),
    );
  }
  addAssets(application, options);

  const api = new Hono<Guarded>();
  api.use(ownPages(origin), letIn(admission, host), ownWrites(origin, isReadOnly), limitedBody, jsonBody);
  api.route('/', routes);
  api.onError((error, context) => answerError(context, error));
  application.route('/api', api);

  application.notFound((context) => context.text('There is no such page.', 404));
  return application;
}

/** The script is no secret, so a closed page has its style too. */
function addAssets(application: Hono, { readBrowserCode }: ApplicationOptions): void {
  let reading: Promise<BrowserCode> | undefined;
  const code = () => {
    reading ??= readBrowserCode();
    return reading;
  };
  application.get('/assets/script.js', async (context) =>
    context.body((await code()).script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  application.get('/assets/style.css', async (context) =>
    context.body((await code()).style, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  application.get('/assets/icon.svg', (context) => context.body(icon, 200, { 'content-type': 'image/svg+xml' }));
}
