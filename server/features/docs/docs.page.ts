import { html, type Html } from '../../http/html.ts';
import type { describeApi } from '../../http/openapi.ts';

type Api = ReturnType<typeof describeApi>;
interface Operation {
  summary: string;
  'x-audience': string;
  'x-switch'?: string;
  'x-confirmed'?: boolean;
  parameters: { name: string; in: string }[];
  requestBody?: Described;
  responses: { 200: Described };
}

/** JSON with its schema, or a file of some type. */
interface Described {
  content: Record<string, { schema: object }>;
}

const schemaOf = (title: string, described: Described | undefined) => {
  const [[type, content] = []] = Object.entries(described?.content ?? {});
  if (!content) return null;
  if (type !== 'application/json') return html`<p>${title}: a file of the type <code>${type}</code></p>`;
  const { $schema: _, ...schema } = content.schema as { $schema?: string };
  return html`<details>
    <summary>${title}</summary>
    <pre>${JSON.stringify(schema, null, 2)}</pre>
  </details>`;
};

const operation = (
  path: string,
  method: string,
  { summary, parameters, requestBody, responses, ...more }: Operation,
): Html =>
  html` <article id="${method}${path.replaceAll(/[^a-z]+/gi, '-')}">
    <h2>
      <code><b>${method.toUpperCase()}</b> ${path}</code>
    </h2>
    <p>${summary}.</p>
    <p class="facts">
      ${more['x-audience'] === 'customer' ? 'For signed-in customers' : 'For anyone'}
      ${more['x-switch'] ? html` · switch <code>${more['x-switch']}</code>` : ''}
      ${more['x-confirmed'] ? html` · only within ten minutes of a proof of identity` : ''}
    </p>
    ${parameters.length > 0 && html`<p>${parameters.map((each) => html`<code>${each.name}</code> (${each.in}) `)}</p>`}
    ${schemaOf('Body', requestBody)} ${schemaOf('Reply', responses[200])}
  </article>`;

/** The API's documentation as a page that needs no script. */
export function docsPage(api: Api): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(path, method, described as Operation)),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Customer Center API</title>
        <link rel="stylesheet" href="/assets/pages.css" />
      </head>
      <body>
        <main class="docs">
          <h1>Customer Center API</h1>
          <p>
            Addresses begin with <code>${api.servers[0]?.url}</code>. Calls that change something carry
            <code>Content-Type: application/json</code> and <code>X-CC: 1</code>, and come from a page on one of the
            site's origins. The same as <a href="/api/openapi.json">OpenAPI document</a>.
          </p>
          ${operations}
          <h2>Refusals</h2>
          <pre>${api.info.description}</pre>
        </main>
      </body>
    </html>`.text;
}
