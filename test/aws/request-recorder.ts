/** Stands before an AWS endpoint and tells what it was asked, as the embedded one does, so that a test can count it. */
import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import { pipeline } from 'node:stream';
import { readCall } from '../../local/aws/protocol.ts';
import { RequestLog } from '../../local/aws/request-log.ts';

export interface RequestRecorder {
  /** What AWS_ENDPOINT_URL is to be set to. */
  url: string;
  close(): Promise<void>;
}

/** Passes every request on as it is, on a free port of 127.0.0.1; `/_aws/requests` is its own. */
export async function startRequestRecorder(endpoint: string): Promise<RequestRecorder> {
  const log = new RequestLog();
  const server = createServer((request, response) => {
    const { url = '/', method = 'GET', headers } = request;
    if (url === '/_aws/requests') {
      response.end(JSON.stringify(log.list()));
      if (method === 'DELETE') log.clear();
      return;
    }
    const { service, action } = readCall({ method, url, headers, body: '' });
    log.add({ time: new Date().toISOString(), service, action });
    const forwarded = forward(new URL(url, endpoint), { method, headers });
    // Whichever side goes away takes the other with it.
    const ended = (error?: Error | null) => {
      if (error) response.destroy();
    };
    response.once('close', () => forwarded.destroy());
    forwarded.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response, ended);
    });
    pipeline(request, forwarded, ended);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
