/** A connection to Koldan, made in any of n8n's contexts, and what the credential keeps beside it. */
import { createClient, type KoldanClient } from './client';
import { credentialTypeOf } from './credential';
import { createTransport, type TransportContext } from './n8nTransport';

export interface Connection {
	client: KoldanClient;
	/** Address of the Koldan server, without a trailing slash. */
	baseUrl: string;
	/** When a token that was pasted into the credential expires (milliseconds since 1970), where it says so. */
	tokenExpiry?: number;
}

/** @throws KoldanInputError when something in the credential can't be right */
export async function connect(context: TransportContext): Promise<Connection> {
	const transport = await createTransport(context);
	const { baseUrl, tokenExpiry } = transport;
	return { client: createClient(transport), baseUrl, tokenExpiry };
}

/** The credential's webhook secret; empty when it has none. */
export async function webhookSecretOf(
	context: Pick<TransportContext, 'getCredentials' | 'getNode'>,
): Promise<string> {
	const { webhookSecret } = await context.getCredentials(credentialTypeOf(context.getNode()));
	return String(webhookSecret ?? '');
}
