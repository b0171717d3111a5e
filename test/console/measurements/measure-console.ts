/**
 * Measures the console with many events and dead letters: when the first rows are there, whether scrolling shows blank rows,
 * and the memory of a page that follows live events. Prints a report.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import { BrowserWorld, requestOf } from '../browser/world.ts';

const events = 10_000;
const letters = 5000;

/** Minutes that a page follows live events. */
const minutes = Number(process.env['MINUTES'] ?? 10);

/** Live events a second. */
const rate = 10;

const chromium = JSON.parse(process.env['ZUORA_ACCESS_CHROMIUM'] ?? '""');
const report: string[] = [];

let world: BrowserWorld;
beforeAll(async () => {
  world = await BrowserWorld.begin(chromium);
  await sendMany('user-access-requests-dlq', letters, (index) =>
    JSON.stringify(requestOf(`stuck.${index}@example.com`)),
  );
  await sendMany('user-access-requests', events, () => '{}');
});
afterAll(async () => {
  await world.end();
  console.log(report.join('\n'));
});

async function sendMany(queue: string, count: number, bodyOf: (index: number) => string): Promise<void> {
  for (let from = 0; from < count; from += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: String(index),
      MessageBody: bodyOf(from + index),
    }));
    await world.stack.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: world.stack.queueUrl(queue), Entries }));
  }
}

test('the first rows of many events', async () => {
  const page = await world.open('/activity?minutes=1440');
  const count = async () =>
    Number(/([\d,]+) deliver/.exec(await page.locator('figcaption').first().innerText())?.[1]?.replace(',', ''));
  await until(
    async () => (await count()) >= events,
    () => 'fewer events',
    () => String(Date.now()),
  );
  for (const round of [1, 2, 3]) {
    const begin = Date.now();
    await page.reload();
    await page.locator('.view [role=row]').first().waitFor();
    const first = Date.now() - begin;
    await until(async () => (await count()) >= events);
    report.push(`${events} events, round ${round}: first rows after ${first} ms, all after ${Date.now() - begin} ms`);
  }
  report.push(`scrolling through ${events} events: ${await blankFrames(page)}`);
});

test('the first rows of many dead letters', async () => {
  const page = await world.open('/dead-letters');
  await page.locator('table.groups tbody tr').first().waitFor();
  const begin = Date.now();
  await page.reload();
  await page.locator('table.groups tbody tr').first().waitFor();
  report.push(`dead letters that another page has read: groups after ${Date.now() - begin} ms`);
  const again = Date.now();
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByText(/reading…/).waitFor();
  await page.getByText(/reading…/).waitFor({ state: 'detached' });
  report.push(`reading all dead letters anew: ${Date.now() - again} ms`);
  await page.locator('table.groups tbody tr').first().click();
  await page.locator('.view [role=row]').first().waitFor();
  report.push(`scrolling through the letters: ${await blankFrames(page)}`);
});

test('the memory of a page that follows live events', async () => {
  const page = await world.open('/activity?minutes=1440');
  const session = await page.context().newCDPSession(page);
  for (let minute = 0; minute <= minutes; minute += 1) {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    report.push(`after ${minute} min of ${rate} events a second: ${(usedSize / 1_000_000).toFixed(1)} MB`);
    for (let second = 0; second < 60 && minute < minutes; second += 1) {
      await sendMany('access-revocations', rate, () => '{}');
      await sleep(1000);
    }
  }
});

/** Scrolls to the end in large steps, and counts the frames in which the middle of the view had no row. */
function blankFrames(page: Page): Promise<string> {
  return page.evaluate<string>(`new Promise((resolve) => {
    const view = document.querySelector('.view');
    let frames = 0;
    let blank = 0;
    const step = () => {
      const { left, top, height } = view.getBoundingClientRect();
      const found = document.elementFromPoint(left + 40, top + height / 2);
      frames += 1;
      if (!found?.closest('[role=row]')) blank += 1;
      if (view.scrollTop + view.clientHeight >= view.scrollHeight - 1 || frames >= 2000) {
        resolve(blank + ' blank of ' + frames + ' frames, ' + document.querySelectorAll('.view [role=row]').length + ' rows in the document');
        return;
      }
      view.scrollTop += 400;
      requestAnimationFrame(step);
    };
    step();
  })`);
}
