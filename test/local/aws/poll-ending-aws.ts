/** The endpoint, which ends the polls of the queues whose URLs its parent sends. Run by Node, since fauxqs is an ES module. */
import { startAws } from '../../../local/aws/endpoint.ts';

const { url, endPolls } = await startAws({ port: 0 });
process.on('message', (queueUrl) => endPolls(String(queueUrl)));
console.log(`ready ${url}`);
