/** The tables: the ledger, the linked accounts, the people, and the audit log. */
import { auditIndex, auditKeys } from '../lib/audit/audit-entry.ts';
import { dueIndex } from '../lib/due-index.ts';
import type { FinishedTemplate, Resource, TemplatePart } from './cloudformation.ts';
import { onRemoval } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { tableEncryption } from './encryption.ts';
import { ids } from './names.ts';
import { readService, type Service } from './service.ts';

/** Their logical ids, by the end of their names. */
export const tables = { ledger: ids.ledger, accounts: ids.accounts, people: ids.people, audit: ids.audit } as const;

export type TableName = keyof typeof tables;

interface Keys {
  readonly partitionKey: string;
  /** Left out where an item is alone under its partition key. */
  readonly sortKey?: string;
}

/** Beside the table's own keys. An item without both keys of the index is not in it. */
interface Index extends Required<Keys> {
  readonly name: string;
  /** Of the sort key. The partition key is a text. */
  readonly sortType: 'S' | 'N';
  /** What of an item the index holds. */
  readonly projection: 'KEYS_ONLY' | 'ALL';
}

/** Of the ledger, the linked accounts and the people. */
const identity: Keys = { partitionKey: 'identity' };

/** Only an item that is due at some time is in this index, so that a sweep reads no other. */
const due: Index = { ...dueIndex, sortType: 'N', projection: 'KEYS_ONLY' };

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  return {
    Resources: {
      [ids.ledger]: table(service, 'ledger', identity),
      [ids.accounts]: table(service, 'accounts', identity, due),
      [ids.people]: table(service, 'people', identity, due),
      [ids.audit]: withStream(
        service,
        table(service, 'audit', auditKeys, { ...auditIndex, sortType: 'S', projection: 'ALL' }),
      ),
    },
  };
}

function table(service: Service, name: TableName, keys: Keys, index?: Index): Resource {
  const { removalPolicy } = service.parameters;
  return {
    Type: 'AWS::DynamoDB::Table',
    ...onRemoval(removalPolicy),
    Properties: {
      TableName: `${service.prefix}-${name}`,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        ...namesOf(keys).map((key) => definition(key, 'S')),
        ...(index ? [definition(index.partitionKey, 'S'), definition(index.sortKey, index.sortType)] : []),
      ],
      KeySchema: schemaOf(keys),
      ...(index && {
        GlobalSecondaryIndexes: [
          { IndexName: index.name, KeySchema: schemaOf(index), Projection: { ProjectionType: index.projection } },
        ],
      }),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      DeletionProtectionEnabled: removalPolicy === 'Retain',
      ...tableEncryption(service),
    },
  };
}

/** Only a stage that sends its entries somewhere has a stream: a pipe cannot follow to another one. */
function withStream({ parameters }: Service, audit: Resource): Resource {
  if (parameters.outcomeBus === '') return audit;
  const StreamSpecification = { StreamViewType: 'NEW_IMAGE' };
  return { ...audit, Properties: { ...audit.Properties, StreamSpecification } };
}

function namesOf({ partitionKey, sortKey }: Keys): readonly string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

function definition(AttributeName: string, AttributeType: 'S' | 'N') {
  return { AttributeName, AttributeType };
}

function schemaOf(keys: Keys) {
  return namesOf(keys).map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
}

/**
 * Makes the tables the last resources of a stack. CloudFormation cannot delete a protected table, so a first deployment that
 * fails must not have made one. Nothing may refer to a table but by name, except the pipe, which comes after its table. The
 * tables themselves refer to the key.
 */
export function createTablesLast(template: FinishedTemplate): FinishedTemplate {
  const last: readonly string[] = Object.values(tables);
  const others = Object.keys(template.Resources).filter(
    (id) => !last.includes(id) && id !== ids.key && id !== ids.outcomePipe,
  );
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    last.includes(id) ? { ...resource, DependsOn: others } : resource,
  ]);
  return { ...template, Resources: Object.fromEntries(resources) };
}
