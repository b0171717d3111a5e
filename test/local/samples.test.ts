/** The worked examples and a reader's first event do not get in each other's way. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { isSample } from '../../local/samples.ts';
import { seedData } from '../../local/zuora/seed.ts';

const root = join(__dirname, '../..');
const sampleSchema = z.object({ Records: z.tuple([z.object({ body: z.string() })]) });
const accessEvent = z.object({ data: z.object({ username: z.string(), targetEntityIds: z.array(z.string()) }) });

/** The event of README.md, less the time that the shell puts in. */
function firstEvent() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const body = /--message-body '(\{.*?\n {2}\})'/s.exec(readme)?.[1] ?? '';
  return accessEvent.parse(JSON.parse(body.replace(/'\$\(.*?\)'/, '')));
}

test('the person of the first event in README.md is free: no example is about them, and they lack the access', () => {
  const { username, targetEntityIds } = firstEvent().data;
  const folder = join(root, 'events');
  for (const file of readdirSync(folder).filter(isSample)) {
    const { Records } = sampleSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const names = [...Records[0].body.matchAll(/"user[nN]ame":\s*"(.*?)"/g)].map(([, name]) => name);
    expect(names).not.toContain(username);
  }
  const user = seedData.users.find((seeded) => seeded.username === username);
  const targets = targetEntityIds.map((id) => id.replaceAll('-', ''));
  expect(user).toBeDefined();
  expect([user?.homeEntityId, ...(user?.accessibleEntityIds ?? [])]).not.toEqual(expect.arrayContaining(targets));
});
