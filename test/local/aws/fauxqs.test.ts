/** The files of fauxqs are found wherever npm has installed the package. */
import { cp, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startAwsProcess, withFolder } from '../../services/aws-process.ts';

const checkout = join(__dirname, '../../..');
const installed = dirname(dirname(require.resolve('dynalite/package.json')));

test('queues work in a checkout whose packages are installed one folder above it', async () => {
  await withFolder(async (folder) => {
    const copy = join(folder, 'checkout');
    await cp(join(checkout, 'local/aws'), join(copy, 'local/aws'), { recursive: true });
    for (const file of ['lib/arn.ts', 'local/storage.ts']) await cp(join(checkout, file), join(copy, file));
    await cp(join(checkout, 'package.json'), join(copy, 'package.json'));
    await symlink(installed, join(folder, 'node_modules'));
    const aws = await startAwsProcess(undefined, join(copy, 'local/aws/main.ts'));
    const sqs = new SQS({});
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'hoisted' });
    expect(QueueUrl).toBe(`${aws.url}/000000000000/hoisted`);
    sqs.destroy();
    await aws.end('SIGTERM');
  });
});
