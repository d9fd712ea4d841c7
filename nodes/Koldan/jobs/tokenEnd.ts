/** Tells the user before a wait begins that a token which nobody renews will not last through it. */
import { endOfToken } from '../api/accessToken';
import { giveHint } from '../api/hint';
import type { Run } from './run';

/**
 * @param deadline when the wait ends at the latest (milliseconds since 1970)
 */
export function hintAtTokenEnd({ context, client, tokenExpiry }: Run, deadline: number): void {
	if (tokenExpiry === undefined || tokenExpiry >= deadline) return;
	const message = `The access token in the credential ${endOfToken(tokenExpiry)}. A wait that takes longer will fail. Use OAuth2 or an API key, which last.`;
	client.transport.log('warn', message);
	giveHint(context, message, 'warning');
}
