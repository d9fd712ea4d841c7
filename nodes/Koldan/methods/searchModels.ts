import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { createClient } from '../api/client';
import { listModels } from '../api/models';
import { createTransport } from '../api/n8nTransport';
import type { Model } from '../api/types';
import { toNodeError } from '../actions/nodeErrors';

function describe(model: Model): string {
	const languages = model.capabilities?.languages ?? [];
	const shown =
		languages.length > 6
			? `${languages.slice(0, 6).join(', ')} and ${languages.length - 6} more`
			: languages.join(', ');
	const status = model.status === 'AVAILABLE' || !model.status ? '' : model.status.toLowerCase();
	const facts = [status, shown].filter(Boolean).join('; ');
	return `${model.displayName || model.id}${facts ? ` (${facts})` : ''}`;
}

/** The models for the locator's list, with their languages, and their status unless they are available. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const client = createClient(await createTransport(this));
		const items = (await listModels(client)).map(
			(model): INodeListSearchItems => ({ name: describe(model), value: model.id }),
		);
		const wanted = filter.toLowerCase();
		return {
			results: items.filter(({ name, value }) =>
				`${name} ${String(value)}`.toLowerCase().includes(wanted),
			),
		};
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
