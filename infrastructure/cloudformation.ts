/** The parts of a CloudFormation template that this service writes. */

export interface Resource {
  readonly Type: ResourceType;
  readonly DeletionPolicy?: 'RetainExceptOnCreate' | 'Delete';
  readonly UpdateReplacePolicy?: RemovalPolicy;
  /** Logical ids. */
  readonly DependsOn?: readonly string[];
  readonly Properties: object;
}

/** What happens to a resource that leaves the stack. */
export type RemovalPolicy = 'Retain' | 'Delete';

/**
 * What happens to a resource at the removal of the stack. If the deployment that creates it fails, it is deleted, so that
 * the next attempt finds its name free.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function onRemoval(policy: RemovalPolicy): Pick<Resource, 'DeletionPolicy' | 'UpdateReplacePolicy'> {
  return { DeletionPolicy: policy === 'Retain' ? 'RetainExceptOnCreate' : 'Delete', UpdateReplacePolicy: policy };
}

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/** What one file adds to the template. */
export interface TemplatePart {
  readonly Resources?: Resources;
  /** Additions to the resources that the framework makes, by their logical ids. */
  readonly extensions?: Readonly<Record<string, { readonly Properties?: object; readonly Metadata?: object }>>;
}

type ResourceType =
  | 'AWS::CloudWatch::Alarm'
  | 'AWS::CloudWatch::Dashboard'
  | 'AWS::DynamoDB::Table'
  | 'AWS::Events::EventBus'
  | 'AWS::Events::EventBusPolicy'
  | 'AWS::Events::Rule'
  | 'AWS::IAM::Role'
  | 'AWS::KMS::Alias'
  | 'AWS::KMS::Key'
  | 'AWS::Pipes::Pipe'
  | 'AWS::SNS::Subscription'
  | 'AWS::SQS::Queue'
  | 'AWS::SQS::QueuePolicy'
  | 'AWS::Scheduler::Schedule'
  | 'AWS::Scheduler::ScheduleGroup'
  | 'AWS::SecretsManager::ResourcePolicy'
  | 'AWS::SecretsManager::Secret';

/** A resource of the template that the framework has put together. */
export interface FinishedResource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The template that the framework has put together. */
export interface FinishedTemplate {
  readonly Parameters?: object;
  readonly Outputs?: object;
  readonly Resources: Readonly<Record<string, FinishedResource>>;
}

/** A copy in which all resources of some types have these properties. */
export function withProperties(
  template: FinishedTemplate,
  types: readonly string[],
  added: Readonly<Record<string, unknown>>,
): FinishedTemplate {
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    types.includes(resource.Type) ? { ...resource, Properties: { ...resource.Properties, ...added } } : resource,
  ]);
  return { ...template, Resources: Object.fromEntries(resources) };
}
