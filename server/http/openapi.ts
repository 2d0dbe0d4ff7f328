import { z } from 'zod';
import { isFile, type Contract, type Endpoint } from './endpoint.ts';
import { errorCodes } from './error-codes.ts';

const errorReply = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', enum: Object.keys(errorCodes) },
    message: { type: 'string' },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
    retryAfterSeconds: { type: 'integer' },
    triesLeft: { type: 'integer' },
    id: { type: 'string' },
    supportCode: { type: 'string' },
    warnings: { type: 'array', items: { type: 'object' } },
    operationId: { type: 'string', format: 'uuid' },
  },
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' });

/** The OpenAPI 3.1 document of a contract. Nothing in it is written twice. */
export function describeApi(contract: Contract, serverUrl: string) {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries(contract)) {
    const [method = '', path = ''] = name.split(' ');
    const at = (paths[path.replace(/:(\w+)/g, '{$1}')] ??= {});
    at[method.toLowerCase()] = describeEndpoint(path, endpoint);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Customer Center', version: '1', description: describeErrors() },
    servers: [{ url: `${serverUrl}/api/v1/{site}`, variables: { site: { default: 'your-site' } } }],
    paths,
    components: { schemas: { Error: errorReply } },
  };
}

function describeEndpoint(path: string, endpoint: Endpoint): object {
  return {
    summary: endpoint.summary,
    'x-audience': endpoint.audience,
    ...(endpoint.switch && { 'x-switch': endpoint.switch }),
    ...(endpoint.confirmed && { 'x-confirmed': true }),
    parameters: [
      ...pathParameters(path),
      ...queryParameters(endpoint),
      ...(endpoint.idempotent ? [idempotencyKey] : []),
    ],
    ...(endpoint.body && { requestBody: { required: true, ...json(schemaOf(endpoint.body, 'input')) } }),
    responses: {
      200: { description: 'Done', ...describeReply(endpoint.reply) },
      default: { description: 'Refused', ...json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', pattern: '^[\\w-]{16,64}$' },
};

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

const describeReply = (reply: Endpoint['reply']): object =>
  isFile(reply)
    ? { content: { [reply.contentType]: { schema: { type: 'string', format: 'binary' } } } }
    : json(schemaOf(reply, 'output'));

const pathParameters = (path: string) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));

function queryParameters({ query }: Endpoint) {
  const { properties = {} } = query ? (schemaOf(query, 'input') as { properties?: Record<string, object> }) : {};
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

const describeErrors = (): string =>
  `A refusal carries one of these codes:\n\n${Object.entries(errorCodes)
    .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
    .join('\n')}`;
