// The typings as data (api-members.json, written by ../write-api-members.ts): which members a type has, which are asynchronous, which make actions. Knows no world.
import membersByType from './api-members.json' with { type: 'json' };

export type ApiParameter = { types: string[]; isOptional: boolean };
export type ApiMember = {
  name: string;
  isMethod: boolean;
  isAsync: boolean;
  makesAction: boolean;
  parameters: ApiParameter[];
};

const METHOD = /^(\w+)\((.*)\): (.*)$/;
const PROPERTY = /^(\w+): (.*)$/;

function parseParameter(text: string): ApiParameter {
  const isOptional = text.endsWith('?');
  const bare = isOptional ? text.slice(0, -1) : text;
  return { types: bare.split('|').map((type) => type.trim()), isOptional };
}

function parseMember(line: string): ApiMember | undefined {
  const method = METHOD.exec(line);
  if (method) {
    const [, name = '', parameters = '', returns = ''] = method;
    return {
      name,
      isMethod: true,
      isAsync: returns.startsWith('Promise<'),
      makesAction: /^create\w*Action$/.test(name),
      parameters: parameters === '' ? [] : parameters.split(', ').map(parseParameter),
    };
  }
  const property = PROPERTY.exec(line);
  if (!property) return undefined;
  return { name: property[1] ?? '', isMethod: false, isAsync: false, makesAction: false, parameters: [] };
}

const API_MEMBERS: Record<string, string[]> = membersByType;

function parseType(lines: readonly string[]): Map<string, ApiMember> {
  const members = lines.flatMap((line) => parseMember(line) ?? []);
  return new Map(members.map((member) => [member.name, member]));
}

const types = new Map(
  Object.entries(API_MEMBERS)
    .filter(([name]) => !name.startsWith('Constants.'))
    .map(([name, lines]) => [name, parseType(lines)]),
);

export function apiType(name: string): Map<string, ApiMember> {
  const type = types.get(name);
  if (!type) throw new Error(`the typings have no type ${name}`);
  return type;
}

/** Names of the enums of `Constants`, each with the names of its members. */
export const API_ENUMS: Record<string, string[]> = Object.fromEntries(
  Object.entries(API_MEMBERS)
    .filter(([name]) => name.startsWith('Constants.'))
    .map(([name, members]) => [name.slice('Constants.'.length), members]),
);
