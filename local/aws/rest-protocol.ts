/** The REST protocols: method and path name the service and the action. Path and query hold a part of the input. */
import type { Members } from './service.ts';

interface RestRoute {
  /** The service's name in signatures. */
  readonly service: string;
  readonly method: string;
  /** Its named groups are members of the input. */
  readonly path: RegExp;
  readonly action: string;
}

function routesOf(service: string, ...of: readonly Omit<RestRoute, 'service'>[]) {
  return of.map((route) => ({ service, ...route }));
}

const restRoutes: readonly RestRoute[] = [
  // https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
  ...routesOf(
    'lambda',
    {
      method: 'GET',
      path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/,
      action: 'GetFunctionConfiguration',
    },
    { method: 'GET', path: /^\/2015-03-31\/event-source-mappings\/?$/, action: 'ListEventSourceMappings' },
    { method: 'GET', path: /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/, action: 'GetEventSourceMapping' },
    {
      method: 'PUT',
      path: /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/,
      action: 'UpdateEventSourceMapping',
    },
  ),
  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
  ...routesOf(
    'scheduler',
    { method: 'POST', path: /^\/schedule-groups\/(?<Name>[^/]+)$/, action: 'CreateScheduleGroup' },
    { method: 'GET', path: /^\/schedules\/?$/, action: 'ListSchedules' },
    { method: 'POST', path: /^\/schedules\/(?<Name>[^/]+)$/, action: 'CreateSchedule' },
    { method: 'GET', path: /^\/schedules\/(?<Name>[^/]+)$/, action: 'GetSchedule' },
    { method: 'DELETE', path: /^\/schedules\/(?<Name>[^/]+)$/, action: 'DeleteSchedule' },
  ),
];

/** The action that a request calls, with the input in its path. Undefined if no REST protocol has it. */
export function findRestCall(
  method: string,
  path: string,
): { service: string; action: string; input: Members } | undefined {
  for (const { path: pattern, method: routed, service, action } of restRoutes) {
    const match = routed === method ? pattern.exec(path) : null;
    if (match) return { service, action, input: { ...match.groups } };
  }
  return undefined;
}

/** Whether a service has a REST protocol, by its name in signatures. */
export function hasRestProtocol(service: string): boolean {
  return restRoutes.some((route) => route.service === service);
}
