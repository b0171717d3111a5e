/** A packaged CloudFormation template, as checks look at it. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

const document = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

export interface Resource {
  readonly id: string;
  /**
   * The value at a path, such as `Properties.Targets.0.Arn`; undefined if there is none. What is read is checked against
   * what is expected, so it has no type.
   */
  at(path: string): unknown;
}

export class Template {
  readonly #json: string;
  readonly #resources: z.infer<typeof document>['Resources'];

  constructor(json: string) {
    this.#json = json;
    this.#resources = document.parse(JSON.parse(json)).Resources;
  }

  /** The resources of a type, such as `AWS::SQS::Queue`. */
  all(type: string): Resource[] {
    return this.resources().filter(({ at }) => at('Type') === type);
  }

  resources(): Resource[] {
    return Object.keys(this.#resources).map((id) => this.one(id));
  }

  /** The resource of a logical id; if there is none, one without values. */
  one(id: string): Resource {
    return { id, at: (path) => path.split('.').reduce(member, this.#resources[id]) };
  }

  /** A copy in which one value differs; undefined takes it away, and the empty path is the resource itself. */
  with(id: string, path: string, value: unknown): Template {
    const copy: unknown = JSON.parse(this.#json);
    const keys = ['Resources', id, ...path.split('.').filter(Boolean)];
    const last = keys.pop() ?? id;
    const parent = keys.reduce(member, copy);
    if (typeof parent !== 'object' || parent === null) throw new Error(`There is no ${path} in ${id} to change.`);
    if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (value === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, value);
    return new Template(JSON.stringify(copy));
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The problem of a resource whose values are not the expected ones; none if they are. */
export function differences(resource: Resource, expected: Record<string, unknown>): string[] {
  return Object.entries(expected)
    .filter(([path, value]) => !isDeepStrictEqual(resource.at(path), value))
    .map(
      ([path, value]) =>
        `${resource.id}: ${path} is ${JSON.stringify(resource.at(path))}, not ${JSON.stringify(value)}`,
    );
}

/** `{ 'Fn::GetAtt': [id, 'Arn'] }`, as a template refers to a resource. */
export function arnOf(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** A resource of the stack's own account and region, as a template refers to it by name. */
export function arnByName(service: string, resource: string) {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}
