/** What the triggers' functions work with. */
import type {
	IExecuteFunctions,
	IHookFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { Run } from '../actions/run';
import { createClient, type KoldanClient } from '../api/client';
import { createTransport } from '../api/n8nTransport';

export type TriggerContext = IHookFunctions | IWebhookFunctions | IPollFunctions;

export interface Connection {
	client: KoldanClient;
	/** Address of the Koldan server, without a trailing slash. */
	baseUrl: string;
}

export async function connect(context: TriggerContext): Promise<Connection> {
	const transport = await createTransport(context);
	return { client: createClient(transport), baseUrl: transport.baseUrl };
}

/**
 * A trigger's context in the form that operations have, for the output they share. A trigger has no input items, so its
 * fields are read without an item's number.
 */
export function asRun(
	context: IWebhookFunctions | IPollFunctions,
	{ client, baseUrl }: Connection,
): Run {
	const parameter = context.getNodeParameter.bind(context) as (
		name: string,
		fallback?: unknown,
		options?: object,
	) => unknown;
	const execute = Object.create(context, {
		getNodeParameter: {
			value: (name: string, _itemIndex: number, fallback?: unknown, options?: object) =>
				parameter(name, fallback, options),
		},
		getInputData: { value: () => [] },
	}) as unknown as IExecuteFunctions;
	return { context: execute, client, baseUrl, items: [] };
}
