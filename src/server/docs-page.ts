/** The OpenAPI description for people: one page without script, in the style of the demo page. */
import type { OpenApi, Operation } from './openapi.js';

export function docsPage({ info, paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(info.title)} ${escaped(info.version)}: routes</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/theme.css">
<link rel="stylesheet" href="/base.css">
<link rel="stylesheet" href="/others.css">
<main class="docs">
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>${escaped(info.description)}</p>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a>. Try: <code>curl -F file=@clip.wav
HOST/v1/audio/transcriptions</code></p>
${operations.join('\n')}
</main>
</html>
`;
}

interface Field {
  type?: string;
  enum?: unknown[];
  anyOf?: Field[];
  default?: unknown;
  description?: string;
}

function section(method: string, path: string, operation: Operation): string {
  const { summary, description, requestBody, 'x-first-message': first } = operation;
  const parts = [
    `<h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>`,
    `<p>${escaped(summary)}.</p>`,
  ];
  if (description) parts.push(`<p>${escaped(description)}</p>`);
  if (first) parts.push('<p>First message:</p>', fields(first.schema));
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    parts.push(`<p>Body: <code>${escaped(type)}</code></p>`, fields(schema));
  }
  return `<section>${parts.join('\n')}</section>`;
}

function fields(schema: Record<string, unknown>): string {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Field>;
    required?: string[];
  };
  const rows = Object.entries(properties).map(([name, field]) => {
    const needed = required.includes(name) ? ' (required)' : '';
    const fallback = field.default === undefined ? '' : ` Default ${JSON.stringify(field.default)}.`;
    const text = `${typeOf(field)}${needed}. ${field.description ?? ''}${fallback}`;
    return `<dt><code>${escaped(name)}</code></dt><dd>${escaped(text)}</dd>`;
  });
  return `<dl>${rows.join('\n')}</dl>`;
}

function typeOf({ enum: values, anyOf, type = 'any' }: Field): string {
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  return anyOf ? anyOf.map(typeOf).join(' | ') : type;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/gu, (character) => entities[character]!);
}
