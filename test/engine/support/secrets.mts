/** Looks for secrets in all that a run shows: items, errors, hints and the log. */
import type { KoldanServer } from '../../koldan-server/server.mts';
import type { WorkflowResult } from './workflow.mts';

/** Everything that may be read of an error, at any depth, but not the node's own parameters, which n8n puts there. */
export function legible(value: unknown, seen = new Set<unknown>()): string {
	if (value === null || typeof value !== 'object') return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	const names = Object.getOwnPropertyNames(value).filter((name) => name !== 'node');
	return names
		.map((name) => `${name}: ${legible((value as Record<string, unknown>)[name], seen)}`)
		.join('\n');
}

/** What webhooks were registered with: signing secrets and header values, tokens among them. */
function registered(server: KoldanServer): string[] {
	const bodies = server.requests.flatMap(({ json, parts }) => [
		json,
		parts?.webhook === undefined ? undefined : (JSON.parse(parts.webhook) as unknown),
	]);
	return bodies.flatMap((body) => {
		const { secret, headers, webhook } = (body ?? {}) as {
			secret?: string;
			headers?: Record<string, string>;
			webhook?: { secret?: string; headers?: Record<string, string> };
		};
		return [
			secret,
			webhook?.secret,
			...Object.values(headers ?? {}),
			...Object.values(webhook?.headers ?? {}),
		].filter((text): text is string => typeof text === 'string' && text.length >= 8);
	});
}

/** @throws a failed assertion when a secret shows; the message does not repeat it */
export function expectNoSecrets(
	server: KoldanServer,
	{ outputs, error, hints, log }: WorkflowResult,
	more: string[] = [],
): void {
	const shown = [legible(outputs), legible(error), legible(hints), ...log].join('\n');
	const secrets = [server.apiKey, server.jwt, ...registered(server), ...more];
	const leaked = secrets.filter((secret) => shown.includes(secret));
	expect(leaked.map((secret) => `${secret.slice(0, 4)}… (${secret.length} characters)`)).toEqual(
		[],
	);
}
