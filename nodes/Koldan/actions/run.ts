/** What every operation works with: n8n's context, the Koldan client and the input items. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createClient, type KoldanClient } from '../api/client';
import { createTransport } from '../api/n8nTransport';

export interface Run {
	context: IExecuteFunctions;
	client: KoldanClient;
	/** Address of the Koldan server, without a trailing slash. */
	baseUrl: string;
	items: INodeExecutionData[];
}

/** Prepares a run from the context of a node's `execute`. */
export async function startRun(context: IExecuteFunctions): Promise<Run> {
	const transport = await createTransport(context);
	return {
		context,
		client: createClient(transport),
		baseUrl: transport.baseUrl,
		items: context.getInputData(),
	};
}
