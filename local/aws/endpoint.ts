/** One HTTP server on 127.0.0.1 that stands in for AWS. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { StorageFailure } from '../storage.ts';
import { AwsError } from './aws-error.ts';
import { openIdentity } from './identity.ts';
import { type LogGroups, openLogGroups } from './log-groups.ts';
import { type Mappings, openMappings } from './mappings.ts';
import { type AwsCall, failureAnswer, type HttpAnswer, type HttpRequest, readCall, successAnswer } from './protocol.ts';
import { openQueues } from './queues.ts';
import { RequestLog } from './request-log.ts';
import { openSchedules } from './schedules.ts';
import { openSecrets } from './secrets.ts';
import type { AwsService } from './service.ts';
import { openTables, type PutListener } from './tables.ts';

/** How long `close` waits for slow callers to send their requests, in milliseconds. */
const drainTime = 500;

export interface AwsOptions {
  /** 0 takes any free port. */
  port: number;
  /** The folder of all state, for one endpoint at a time. Without it, state is in memory. */
  folder?: string;
  /** Milliseconds since the epoch, for dates and for the request log. */
  clock?: () => number;
  onPut?: PutListener;
}

/** A running endpoint. */
export interface AwsEndpoint {
  /** The value for AWS_ENDPOINT_URL. */
  url: string;
  port: number;
  /** The runner of the functions adds its event source mappings and their log lines to these. */
  mappings: Mappings;
  logGroups: LogGroups;
  /** Answers all receivers that wait for a message of this queue. */
  endPolls(queueUrl: string): void;
  /** Ends waiting receives without a message, lets calls finish, and releases port and folder. */
  close(): Promise<void>;
}

/**
 * Starts the endpoint.
 * @throws Error when the port or the folder is in use
 */
export async function startAws({ port, folder, clock = Date.now, onPut }: AwsOptions): Promise<AwsEndpoint> {
  const server = createServer();
  const opened = listenOnLoopback(server, port).then(async (host) => ({
    host,
    services: await openServices(host, folder, clock, onPut),
  }));
  const log = new RequestLog();
  const underWay = new Set<Promise<void>>();
  let closing = false;

  server.on('request', (request, response) => {
    const handled = respond(request, response).finally(() => underWay.delete(handled));
    underWay.add(handled);
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    try {
      const { url = '/', method = 'GET', headers } = request;
      const body = await text(request);
      const answer = url.startsWith('/_aws/')
        ? answerInspection(method, url, log)
        : await answerCall({ method, url, headers, body }, gone.signal);
      const length = { 'content-length': Buffer.byteLength(answer.body) };
      response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
    } catch (error) {
      // Only reading from, and writing to, a caller that has gone away can still fail.
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  async function answerCall(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const call = readCall(request);
    log.add({ time: new Date(clock()).toISOString(), service: call.service, action: call.action });
    try {
      if (closing) throw new AwsError('ServiceUnavailable', 'This endpoint is shutting down.', { status: 503 });
      const { services } = await opened;
      const service = serviceFor(call, Object.values(services));
      return successAnswer(call, await service.call(call.action, call.input(), signal));
    } catch (error) {
      return failureAnswer(call, asAwsError(error));
    }
  }

  const { host, services } = await opened.catch(async (error) => {
    await closeServer(server);
    throw error;
  });
  const all: AwsService[] = Object.values(services);
  return {
    url: `http://${host}`,
    port: Number(new URL(`http://${host}`).port),
    mappings: services.lambda,
    logGroups: services.logs,
    endPolls: services.sqs.endPolls,
    async close() {
      closing = true;
      const serverClosed = closeServer(server);
      for (const service of all) service.endWaits?.();
      await Promise.race([Promise.all(underWay), delay(drainTime, undefined, { ref: false })]);
      server.closeAllConnections();
      await Promise.all([serverClosed, ...underWay]);
      // In the opposite order of opening: schedules send to queues.
      for (const service of all.toReversed()) await service.close();
    },
  };
}

/** In the order in which an error names them. */
async function openServices(
  host: string,
  folder: string | undefined,
  clock: () => number,
  onPut: PutListener | undefined,
) {
  const inFolder = (name: string) => (folder === undefined ? undefined : join(folder, name));
  // Tables first: their store refuses a folder that another process has open.
  const dynamodb = await openTables(inFolder('tables'), onPut);
  try {
    const sqs = await openQueues(host, inFolder('queues.sqlite'));
    return {
      sqs,
      dynamodb,
      secretsmanager: openSecrets(clock, inFolder('secrets.json')),
      lambda: openMappings(clock, inFolder('mappings.json')),
      logs: openLogGroups(clock, inFolder('logs.sqlite')),
      scheduler: openSchedules(sqs, clock, inFolder('schedules.json')),
      sts: openIdentity(),
    };
  } catch (error) {
    await dynamodb.close();
    throw error;
  }
}

/** @returns host and port */
async function listenOnLoopback(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address and a port');
  return `${address.address}:${address.port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function serviceFor({ service: name, action }: AwsCall, services: AwsService[]): AwsService {
  const service = services.find((candidate) => candidate.name === name);
  if (service?.actions.includes(action)) return service;
  const served = service
    ? `Of ${name} it serves ${service.actions.join(', ')}.`
    : `It serves ${services.map((each) => each.name).join(', ')}.`;
  throw new AwsError('UnknownOperationException', `${name}:${action} is not served by this local endpoint. ${served}`);
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof StorageFailure)
    return new AwsError('ServiceUnavailable', error.message, { status: 503, cause: error });
  if (error instanceof SyntaxError) return new AwsError('SerializationException', error.message, { cause: error });
  return new AwsError('InternalFailure', String(error), { status: 500, cause: error });
}

/** Answers the endpoint's own requests, which AWS does not have. */
function answerInspection(method: string, url: string, log: RequestLog): HttpAnswer {
  const json = (status: number, value: unknown) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  switch (`${method} ${url}`) {
    case 'GET /_aws/health':
      return json(200, { status: 'ok' });
    case 'GET /_aws/requests':
      return json(200, log.list());
    case 'DELETE /_aws/requests':
      log.clear();
      return { status: 204, headers: {}, body: '' };
    default:
      return json(404, { message: 'serves GET /_aws/health, GET /_aws/requests and DELETE /_aws/requests' });
  }
}
