import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { NotFound } from '../../../operator/errors.ts';
import { changeState, findMapping } from '../../../operator/mappings/event-source-mapping.ts';

/** The states that Lambda tells one after the other; the last one stays. */
let states: string[];
/** Whether an update is refused. */
let busy: boolean;
let updates: number;
let mappings: object[];

const server = createServer((request, response) => {
  const { method, url = '' } = request;
  response.setHeader('content-type', 'application/json');
  if (url.includes('?')) {
    const isFirst = !url.includes('Marker');
    response.end(
      JSON.stringify(isFirst ? { EventSourceMappings: [], NextMarker: 'm' } : { EventSourceMappings: mappings }),
    );
    return;
  }
  if (method === 'PUT') {
    updates += 1;
    if (busy) response.writeHead(400, { 'x-amzn-errortype': 'ResourceInUseException' });
    busy = false;
  }
  const state = states.length > 1 ? states.shift() : states[0];
  response.end(JSON.stringify(described(state)));
});

const described = (State = '') => ({
  UUID: 'id',
  FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:live',
  State,
});

let lambda: LambdaClient;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  lambda = new LambdaClient(embeddedAws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterAll(() => {
  lambda.destroy();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  busy = false;
  updates = 0;
  mappings = [described('Enabled')];
});

/** @returns the states on the way */
async function disable(state: string, now = () => 0): Promise<string[]> {
  const seen: string[] = [];
  const reached = await changeState(lambda, { id: 'id', functionName: 'f', state }, 'Disabled', {
    interruption: new AbortController().signal,
    now,
    onWait: (each) => seen.push(each),
  });
  expect(reached).toBe('Disabled');
  return seen;
}

test('a mapping is found on whatever page it is, with the name of its function', async () => {
  expect(await findMapping(lambda, 'arn:aws:sqs:us-east-1:000000000000:q')).toEqual({
    id: 'id',
    functionName: 'f',
    state: 'Enabled',
  });
  mappings = [];
  await expect(findMapping(lambda, 'q')).rejects.toThrow(NotFound);
});

test('a mapping that is as it should be is left alone', async () => {
  expect([await disable('Disabled'), updates]).toEqual([[], 0]);
});

test('it is waited for until AWS has disabled it', async () => {
  states = ['Disabling', 'Disabling', 'Disabled'];
  expect([await disable('Enabled'), updates]).toEqual([['Enabled', 'Disabling'], 1]);
});

test('one that is in change is changed after that', async () => {
  states = ['Enabled', 'Disabling', 'Disabled'];
  expect([await disable('Enabling'), updates]).toEqual([['Enabling', 'Enabled'], 1]);
});

test('one that refuses is asked again', async () => {
  busy = true;
  states = ['Enabled', 'Enabled', 'Disabling', 'Disabled'];
  expect([await disable('Enabled'), updates]).toEqual([['Enabled', 'Enabled'], 2]);
});

test('an interruption leaves it as it is, and tells the state', async () => {
  states = ['Disabling'];
  const interruption = new AbortController();
  const onWait = () => interruption.abort();
  const mapping = { id: 'id', functionName: 'f', state: 'Enabled' };
  const options = { interruption: interruption.signal, now: () => 0, onWait };
  expect(await changeState(lambda, mapping, 'Disabled', options)).toBe('Disabling');
});

test('one that stays in change is given up, with its state', async () => {
  states = ['Updating'];
  let time = 0;
  await expect(disable('Updating', () => (time += 200_000))).rejects.toThrow('still Updating after 5m');
});
