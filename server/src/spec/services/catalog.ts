import { lookup } from '../../base/lookup.ts';
import { INTEGRATIONS, type ServiceSpec } from '../integrations.ts';
import { MEMBER_NAMES, SERVICE_LINES } from './actions.ts';
import { OPTIMISED, type ParameterSpec, type ParameterType } from './optimised.ts';

/** A service as the AWS SDK integrations reach it: `arn:aws:states:::aws-sdk:NAME:ACTION`. */
export interface AwsService {
  /** As Step Functions spells it: `dynamodb`. */
  readonly name: string;
  /** As AWS calls it: `Amazon DynamoDB`. */
  readonly title: string;
  /** Its actions in camel case, by name with the parameters they take. Empty where they are not known. */
  readonly actions: ReadonlyMap<string, string>;
}

export type Parameters = ReadonlyMap<string, ParameterSpec>;

/** Which table a name belongs to: `arn:aws:states:::SERVICE` or `arn:aws:states:::aws-sdk:SERVICE`. */
export type Family = 'integration' | 'sdk';

/** The service of that name among those of the AWS SDK integrations. */
export function describeService(name: string): AwsService | undefined {
  const known = services().get(name);
  if (known) return known;
  const line = lines().get(name);
  if (line === undefined) return LATER_SERVICES.has(name) ? { name, title: name, actions: new Map() } : undefined;
  const [, title = name, , actions = ''] = line.split('|');
  const entries = actions.split(';').map((action): [string, string] => {
    const colon = action.indexOf(':');
    return [action.slice(0, colon), action.slice(colon + 1)];
  });
  const service: AwsService = { name, title, actions: new Map(entries) };
  services().set(name, service);
  return service;
}

/** The services of the AWS SDK integrations. */
export function serviceNames(): readonly string[] {
  return [...lines().keys(), ...LATER_SERVICES].sort();
}

/** The actions of a service in camel case; empty where the service, or what it can do, is not known. */
export function actionsOf(service: string, family: Family = 'sdk'): readonly string[] {
  if (family === 'sdk') return [...(describeService(service)?.actions.keys() ?? [])];
  return Object.keys(lookup<ServiceSpec>(INTEGRATIONS, service)?.actions ?? {});
}

/** The service that goes by another name elsewhere: `states` is `sfn`, `logs` is `cloudwatchlogs`. */
export function serviceAlias(name: string): string | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return lines().has(plain) ? plain : aliases().get(plain);
}

/** Whether actions begin with this word: `get`, `list`, `put` … */
export function isActionVerb(word: string): boolean {
  return verbs().has(word);
}

/** The first word of an action: `put` of `putItem`. */
export function verbOf(action: string): string {
  return action.match(/^[a-z0-9]+/)?.[0] ?? '';
}

/** What an action takes, by name as Step Functions spells it; undefined where that is not known. */
export function parametersOf(service: string, action: string, family: Family = 'sdk'): Parameters | undefined {
  const key = `${family}:${service}:${action}`;
  const known = parameters.get(key);
  if (known) return known;
  const found = family === 'sdk' ? sdkParameters(service, action) : optimisedParameters(service, action);
  if (found) parameters.set(key, found);
  return found;
}

/** Parameters of an optimised integration of which one has to be there. */
export function alternativesOf(service: string, action: string): readonly string[] {
  return lookup(OPTIMISED, `${service}:${action}`)?.oneRequired ?? [];
}

/**
 * The spelling of a member in the AWS SDK integrations, that of the SDK for Java: an abbreviation at the beginning loses its
 * capitals, `DBInstanceIdentifier` is `DbInstanceIdentifier`.
 */
export function sdkSpelling(name: string): string {
  const run = name.match(/^[A-Z]{2,}(?![a-z])|^[A-Z]+(?=[A-Z][a-z])/)?.[0];
  return run === undefined ? name : run.charAt(0) + run.slice(1).toLowerCase() + name.slice(run.length);
}

const parameters = new Map<string, Parameters>();

function sdkParameters(service: string, action: string): Parameters | undefined {
  const members = membersOf(service, action);
  if (!members) return undefined;
  const spelt = new Map([...members].map(([name, spec]) => [sdkSpelling(name), spec]));
  // These texts are JSON, which may be given as it is.
  for (const name of service === 'sfn' ? ['Input', 'Output'] : []) {
    const spec = spelt.get(name);
    if (spec) spelt.set(name, { ...spec, type: 'any' });
  }
  return spelt;
}

function optimisedParameters(service: string, action: string): Parameters | undefined {
  const spec = lookup(OPTIMISED, `${service}:${action}`);
  if (!spec) return undefined;
  const [apiService = '', apiAction = ''] = spec.api?.split(':') ?? [];
  const members = [...(membersOf(apiService, apiAction) ?? [])].filter(([name]) => !spec.without?.includes(name));
  return new Map([...members, ...Object.entries(spec.parameters ?? {})]);
}

/** What the API itself takes, with its own capitals. */
function membersOf(service: string, action: string): Parameters | undefined {
  const code = describeService(service)?.actions.get(action);
  if (code === undefined) return undefined;
  const found = new Map<string, ParameterSpec>();
  for (const [, number = '', mark, letter = ''] of code.matchAll(/([0-9a-z]+)(!?)([A-Z])/g)) {
    const name = names()[Number.parseInt(number, 36)];
    const type = lookup(TYPES, letter) ?? 'any';
    if (name !== undefined) found.set(name, mark === '!' ? { type, required: true } : { type });
  }
  return found;
}

/** By the letters of the generated table. Bytes may be given as a text or as the value itself, times in several ways. */
const TYPES: { readonly [letter: string]: ParameterType } = {
  S: 'string',
  N: 'number',
  B: 'boolean',
  L: 'array',
  O: 'object',
  M: 'object',
};

/** Services that are older or newer than the generated table; nothing is known of what they can do. */
const LATER_SERVICES: ReadonlySet<string> = new Set(
  `aiops alexaforbusiness arcregionswitch backupsearch bcmdashboards bcmpricingcalculator bcmrecommendedactions bedrockagentcore
  bedrockagentcorecontrol bedrockdataautomation bedrockdataautomationruntime billing cloudfrontkeyvaluestore codestar
  computeoptimizerautomation connectcampaignsv2 devopsagent directoryservicedata dsql evs gameliftstreams geomaps geoplaces
  georoutes honeycode interconnect invoicing iotmanagedintegrations keyspacesstreams macie marketplacediscovery
  marketplacereporting mobile mpa mwaaserverless networkflowmonitor notifications notificationscontacts novaact
  observabilityadmin odb partnercentralaccount partnercentralbenefits partnercentralchannel partnercentralselling
  route53globalresolver rtbfabric s3files s3tables s3vectors sagemakerjobruntime sagemakerruntimehttp2 securityagent
  securityir signerdata signin socialmessaging ssmguiconnect sustainability wickr workspacesinstances`.split(/\s+/),
);

// The tables are texts, which cost nothing until somebody asks; each is taken apart once.

const services = once(() => new Map<string, AwsService>());

const names = once(() => MEMBER_NAMES.split(/\s+/));

const lines = once(() => new Map(SERVICE_LINES.split('\n').map((line) => [line.slice(0, line.indexOf('|')), line])));

const aliases = once(() => {
  const found = new Map<string, string>([['stepfunctions', 'sfn']]);
  for (const [service, line] of lines()) {
    for (const alias of line.split('|', 3)[2]?.split(',') ?? []) if (alias !== '') found.set(alias, service);
  }
  return found;
});

const verbs = once(
  () => new Set([...SERVICE_LINES.matchAll(/[|;]([a-z0-9]+)(?=[A-Z][A-Za-z0-9]*:)/g)].map(([, verb]) => verb)),
);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
