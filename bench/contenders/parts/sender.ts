/** Sends HTTP requests over connections that are kept. */
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

const http = { send: requestHttp, agent: new HttpAgent({ keepAlive: true }) };
const https = { send: requestHttps, agent: new HttpsAgent({ keepAlive: true }) };

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Answer> {
  const { send: request, agent } = url.startsWith('https:') ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const all = { ...headers, 'Content-Length': Buffer.byteLength(body) };
  const outgoing = request(url, { method, agent, headers: all }, (incoming) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part: string) => {
      text += part;
    });
    incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }));
    incoming.on('error', reject);
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
