import { describe, expect, test } from '@jest/globals';
import { parseStackOptions } from '../../local/options.ts';

test('without options, everything is at its usual place', () => {
  expect(parseStackOptions([], {})).toEqual({
    fresh: false,
    samples: true,
    json: false,
    outcomes: false,
    package: undefined,
    policy: undefined,
    data: '.local',
    awsPort: 4566,
    zuoraPort: 4567,
    consolePort: 4568,
    outsideAws: undefined,
  });
});

test('every option and variable is read', () => {
  const args = ['--fresh', '--no-samples', '--json', '--outcomes', '--package', 'p', '--data', 'd'];
  expect(parseStackOptions(args, { PORT_AWS: '0', PORT_ZUORA: '65535' })).toMatchObject({
    fresh: true,
    samples: false,
    json: true,
    outcomes: true,
    package: 'p',
    data: 'd',
    awsPort: 0,
    zuoraPort: 65_535,
  });
});

test('--no-console needs no port for it', () => {
  const env = { PORT_ZUORA: '5000', PORT_CONSOLE: '5000' };
  expect(parseStackOptions(['--no-console'], env)).toMatchObject({ consolePort: undefined });
});

test('--policy names the policy of a package that the stack makes itself', () => {
  expect(parseStackOptions(['--policy', 'other.yml'], {})).toMatchObject({ policy: 'other.yml' });
  expect(() => parseStackOptions(['--policy', 'other.yml', '--package', 'p'], {})).toThrow('--package has a policy');
  expect(() => parseStackOptions(['--policy', ''], {})).toThrow('--policy is empty');
});

test('--outcomes is refused where the AWS is not the embedded one', () => {
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' };
  expect(() => parseStackOptions(['--outcomes'], env)).toThrow('--outcomes needs the embedded AWS');
});

test('--help is answered before anything else', () => {
  expect(parseStackOptions(['--help'], { PORT_AWS: 'x' })).toBe('help');
});

test.each(['x', '-1', '65536', '80.5', '1e3'])('%s is no port', (port) => {
  expect(() => parseStackOptions([], { PORT_AWS: port })).toThrow(`PORT_AWS is '${port}'. Set it to a port`);
});

test.each([[['--bogus']], [['stray']], [['--data']]])('%s is refused', (args) => {
  expect(() => parseStackOptions(args, {})).toThrow(expect.objectContaining({ name: 'UsageError' }));
});

describe('an AWS_ENDPOINT_URL', () => {
  function outside(url: string, ...args: string[]) {
    const options = parseStackOptions(args, { AWS_ENDPOINT_URL: url });
    return options === 'help' ? undefined : options.outsideAws;
  }

  test.each(['http://127.0.0.1:4566', 'http://127.9.9.9', 'http://localhost:4566/', 'http://[::1]:4566'])(
    'of %s is on this machine',
    (endpoint) => {
      expect(outside(endpoint)).toEqual({ endpoint, onThisMachine: true });
    },
  );

  test.each(['https://sqs.us-east-1.amazonaws.com', 'http://127.0.0.1.example.com', 'http://localhost.example.com'])(
    'of %s needs the flag',
    (endpoint) => {
      expect(() => outside(endpoint)).toThrow('--allow-remote-aws');
      expect(outside(endpoint, '--allow-remote-aws')).toEqual({ endpoint, onThisMachine: false });
    },
  );

  test('that is not a URL is refused', () => {
    expect(() => outside('localstack')).toThrow('not a URL');
  });
});

test.each([
  [['--data', ''], {}, '--data'],
  [['--package', ''], {}, '--package'],
  [[], { PORT_AWS: '5000', PORT_ZUORA: '5000' }, 'PORT_AWS and PORT_ZUORA'],
  [[], { PORT_ZUORA: '5000', PORT_CONSOLE: '5000' }, 'PORT_ZUORA and PORT_CONSOLE'],
])('%j with %j is refused, naming %s', (args, env, named) => {
  expect(() => parseStackOptions(args, env)).toThrow(named);
});
