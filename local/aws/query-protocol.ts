/**
 * SQS's query protocol, as older SDKs and command lines use it: numbered form parameters in, XML out.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
 */
import type { Members } from './service.ts';

/** How a repeated parameter (`Attribute.1.Name=…`) becomes a member of the JSON protocol: a list, or a map by a key. */
const repeatedParameters: Record<string, { member: string; key?: string; value?: string }> = {
  Attribute: { member: 'Attributes', key: 'Name', value: 'Value' },
  AttributeName: { member: 'AttributeNames' },
  ChangeMessageVisibilityBatchRequestEntry: { member: 'Entries' },
  DeleteMessageBatchRequestEntry: { member: 'Entries' },
  MessageAttribute: { member: 'MessageAttributes', key: 'Name', value: 'Value' },
  MessageAttributeName: { member: 'MessageAttributeNames' },
  MessageSystemAttribute: { member: 'MessageSystemAttributes', key: 'Name', value: 'Value' },
  MessageSystemAttributeName: { member: 'MessageSystemAttributeNames' },
  SendMessageBatchRequestEntry: { member: 'Entries' },
  Tag: { member: 'Tags', key: 'Key', value: 'Value' },
  TagKey: { member: 'TagKeys' },
};

const numberParameters = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
]);

/** The element of each item, for the members of an output that are lists or maps. */
const itemElements: Record<string, string> = {
  Attributes: 'Attribute',
  Failed: 'BatchResultErrorEntry',
  MessageAttributes: 'MessageAttribute',
  Messages: 'Message',
  QueueUrls: 'QueueUrl',
  Tags: 'Tag',
};

/** The parameters as a tree: `A.1.B=x` is `{ A: { 1: { B: 'x' } } }`. */
interface ParameterTree {
  [name: string]: ParameterTree | string;
}

/** The input of an action. A request to a queue's own path means that queue. */
export function fromQuery(parameters: URLSearchParams, path: string): Members {
  const tree: ParameterTree = Object.create(null);
  for (const [name, value] of parameters) setParameter(tree, name.split('.'), value);
  const { Action, Version: _, ...input } = membersOf(tree);
  if (input['QueueUrl'] === undefined && path !== '/') input['QueueUrl'] = path;
  // The JSON protocol spells the tags of this one action in lower case.
  return Action === 'CreateQueue' ? { ...input, tags: input['Tags'] } : input;
}

function setParameter(tree: ParameterTree, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const below = tree[name];
  const branch: ParameterTree = typeof below === 'object' ? below : Object.create(null);
  tree[name] = branch;
  setParameter(branch, rest, value);
}

function membersOf(tree: ParameterTree): Members {
  return Object.fromEntries(
    Object.entries(tree).map(([name, below]) => {
      if (typeof below === 'string') return [name, numberParameters.has(name) ? Number(below) : below];
      const repeated = repeatedParameters[name];
      if (repeated === undefined) return [name, membersOf(below)];
      const { member, key, value } = repeated;
      // Object keys that are integers come in ascending order, whatever the order of the parameters was.
      const items = Object.values(below).map((item) => (typeof item === 'string' ? item : membersOf(item)));
      if (key === undefined || value === undefined) return [member, items];
      return [member, Object.fromEntries(items.map((item) => Object(item)).map((item) => [item[key], item[value]]))];
    }),
  );
}

/** The XML answer that reports `output`, an output in the JSON protocol's members. */
export function toXml(action: string, output: Members, requestId: string): string {
  const result = `<${action}Result>${xmlContents(output, { ...itemElements, Successful: `${action}ResultEntry` })}</${action}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<?xml version="1.0"?><${action}Response>${result}${metadata}</${action}Response>`;
}

/** The XML answer that reports an error. `fault` tells who caused it. */
export function toXmlError(fault: 'Sender' | 'Receiver', code: string, message: string, requestId: string): string {
  const error = xmlContents({ Error: { Type: fault, Code: code, Message: message }, RequestId: requestId }, {});
  return `<?xml version="1.0"?><ErrorResponse>${error}</ErrorResponse>`;
}

function xmlContents(members: object, items: Record<string, string>): string {
  const elements = Object.entries(members).flatMap(([name, value]): string[] => {
    const item = items[name];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((each) => xmlElement(item ?? name, each, items));
    if (item === undefined) return [xmlElement(name, value, items)];
    const key = name === 'Tags' ? 'Key' : 'Name';
    return Object.entries(value).map(([Name, Value]) => xmlElement(item, { [key]: Name, Value }, items));
  });
  return elements.join('');
}

function xmlElement(name: string, value: unknown, items: Record<string, string>): string {
  const inner = typeof value === 'object' && value !== null ? xmlContents(value, items) : escapeXml(String(value));
  return `<${name}>${inner}</${name}>`;
}

function escapeXml(text: string): string {
  // Without this, \r would be read as \n.
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
