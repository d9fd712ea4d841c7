import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { connect } from '../api/connection';
import { shortList } from '../api/messages';
import { languagesOf, listModels } from '../api/models';
import type { Model } from '../api/types';
import { toNodeError } from '../api/nodeErrors';

/** As many languages as fit on a line. */
const MOST_LANGUAGES = 6;

function describe(model: Model): string {
	const { id, displayName, status, deprecationDate } = model;
	const isFine = typeof status !== 'string' || status === 'AVAILABLE';
	const end = typeof deprecationDate === 'string' ? ` until ${deprecationDate.slice(0, 10)}` : '';
	const word = isFine ? '' : `${status.toLowerCase()}${status === 'DEPRECATED' ? end : ''}`;
	const facts = [word, shortList(languagesOf(model), MOST_LANGUAGES)].filter(Boolean).join('; ');
	const name = typeof displayName === 'string' && displayName !== '' ? displayName : id;
	return `${name}${facts ? ` (${facts})` : ''}`;
}

/** The models for the locator's list, with their languages, and their status unless they are available. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const { client } = await connect(this);
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
