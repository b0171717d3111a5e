/** The stack, the browser and the people of the browser tests: one of each for all of them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { LogShipping } from '../../aws/log-shipping.ts';
import { sharedEndpoint } from '../../aws/shared-aws.ts';
import { keepText } from '../../leaks/written.ts';
import { sendToSandbox } from '../../services/sandbox-client.ts';
import { type StackProcess, startStack } from '../../stack.ts';
import { until } from '../../until.ts';
import type { Chromium } from '../chromium.ts';

/** Milliseconds: for a hang alone. */
const patience = Number(process.env['PATIENCE'] ?? 120_000);

interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export class BrowserWorld {
  readonly stack: StackProcess;
  /** Who calls the stack's AWS, as it says itself. */
  readonly caller = sharedEndpoint() ? 'arn:aws:sts::123456789012:user/moto' : 'arn:aws:iam::000000000000:root';
  readonly #data: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  readonly #logShipping: LogShipping | undefined;
  #printed = 0;
  /** What the streams have sent to the pages of a test. It is searched for secrets, as all that is written. */
  readonly heard: string[] = [];
  /** What pages complained of: errors of scripts, and what the Content-Security-Policy refused. */
  complaints: string[] = [];

  private constructor(stack: StackProcess, browser: Browser, data: string) {
    this.stack = stack;
    this.#browser = browser;
    this.#data = data;
    this.#logShipping = sharedEndpoint() ? new LogShipping(join(data, 'functions.log'), basename(data)) : undefined;
  }

  static async begin({ executable, env }: Chromium): Promise<BrowserWorld> {
    const data = mkdtempSync(join(tmpdir(), 'zuora-access-console-'));
    const [stack, browser] = await Promise.all([
      startStack({ data, withConsole: true }),
      // As root Chromium has no sandbox of its own. Nothing else of its security is switched off.
      chromium.launch({ executablePath: executable, env: { ...process.env, ...env }, chromiumSandbox: false }),
    ]);
    return new BrowserWorld(stack, browser, data);
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.stack.stop();
    await this.#logShipping?.end();
    rmSync(this.#data, { recursive: true, force: true });
  }

  get origin(): string {
    return new URL(this.stack.console).origin;
  }

  /** A browser of its own that is let in, with a page at this address. */
  async open(path: string, options: PageOptions = {}): Promise<Page> {
    const page = await this.enter(await this.#nextAddress(), options);
    if (path !== '/activity') await page.goto(`${this.origin}${path}`);
    await page.locator('h1').waitFor();
    // A button that moves between press and release is not clicked.
    await page
      .getByText(/^Loading /)
      .first()
      .waitFor({ state: 'detached' });
    return page;
  }

  /**
   * A browser of its own that is let in, at the page Activity.
   *
   * @param address of a console, as its terminal has it
   */
  async enter(address: string, options: PageOptions = {}): Promise<Page> {
    const page = await this.openStrange(options);
    await page.goto(address);
    await page.waitForURL('**/activity');
    return page;
  }

  /** A browser that is not let in. */
  async openStrange({ theme = 'light', width = 1280, height = 800 }: PageOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      ...{ viewport: { width, height }, colorScheme: theme, timezoneId: 'UTC', locale: 'en-GB' },
    });
    context.setDefaultTimeout(patience);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('response', async (response) => {
      if (!response.url().includes('/api/') || response.url().includes('/live')) return;
      keepText('console-answers.log', await response.text().catch(() => ''));
    });
    const { heard } = this;
    // A stream that a page follows has no end, so its response is never complete.
    const protocol = await context.newCDPSession(page);
    protocol.on('Network.eventSourceMessageReceived', ({ data }) => heard.push(data));
    await protocol.send('Network.enable');
    return page;
  }

  async closePages(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
    if (this.heard.length > 0) keepText('console-streams.log', this.heard.splice(0).join('\n'));
  }

  /** Each address is used once. The console prints the next one as soon as a browser is in. */
  async #nextAddress(): Promise<string> {
    const addresses = () => [
      this.stack.console,
      ...[...this.stack.output().matchAll(/For another browser, within 15 minutes: (\S+)/g)].map(([, url = '']) => url),
    ];
    await until(() => addresses().length > this.#printed);
    return addresses()[this.#printed++] ?? '';
  }

  /** Sends a message's body to a queue. */
  async send(queue: string, body: unknown): Promise<string> {
    const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
    const command = new SendMessageCommand({ QueueUrl: this.stack.queueUrl(queue), MessageBody });
    return (await this.stack.clients.sqs.send(command)).MessageId ?? '';
  }

  /** Puts a message on a dead-letter queue, as a function that gave up does. Returns the letter's own ID. */
  async sendDeadLetter(queue: string, reason: string, body: unknown, detail = `it was ${reason}`): Promise<string> {
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const deadLetter = { detail, operation: 'requestUserAccess', attempts: 3 };
    const command = new SendMessageCommand({
      ...{ QueueUrl: this.stack.queueUrl(`${queue}-dlq`), MessageBody: JSON.stringify(body) },
      MessageAttributes: { reason: text(reason), deadLetter: text(JSON.stringify(deadLetter)) },
    });
    return (await this.stack.clients.sqs.send(command)).MessageId ?? '';
  }

  /** A refusal of the server shows as an error in the browser's console. Where a test provokes one, it is none. */
  forgive(pattern: RegExp): void {
    this.complaints = this.complaints.filter((text) => !pattern.test(text));
  }

  /** Asks for access of a user, and returns the event. */
  async request(username: string, data: object = {}, attributes: object = {}): Promise<CloudEvent> {
    const event = requestOf(username, data, attributes);
    await this.send('user-access-requests', event);
    return event;
  }

  /** Creates a user of Zuora. */
  async addUser(username: string): Promise<void> {
    const user = { username, accessibleEntityIds: [], pendingEntityIds: [] };
    const { status, body } = await sendToSandbox(this.stack.zuora, 'POST', '/_sandbox/users', {
      body: { users: [user] },
    });
    if (status !== 204) throw new Error(JSON.stringify(body));
  }

  /** The entities that Zuora lets the user enter, apart from the home entity: that access never ends. */
  async accessOf(username: string): Promise<readonly string[]> {
    const { body } = await sendToSandbox(this.stack.zuora, 'GET', '/_sandbox/state');
    const { users } = body as { users: { username: string; accessibleEntityIds: string[] }[] };
    const ids = users.find((user) => user.username === username)?.accessibleEntityIds ?? [];
    return ids.filter((id) => id !== seedEntity.global);
  }
}

interface CloudEvent {
  readonly id: string;
  readonly data: object;
}

export function requestOf(username: string, data: object = {}, attributes: object = {}): CloudEvent {
  return {
    ...{ specversion: '1.0', type: userAccessRequested.type, source: 'https://hr.example.com/tickets' },
    id: randomUUID(),
    ...{ time: new Date().toISOString(), ...attributes },
    data: {
      ...{ username, entityId: hyphenateEntityId(seedEntity.global) },
      ...{ targetEntityIds: [hyphenateEntityId(seedEntity.germany)], ...data },
    },
  };
}
