import { ApiError } from '../api-error.mts';
import { LANGUAGES, MODELS } from '../models.mts';
import type { OperationHandler } from '../operation.mts';

/** List Models: an array; a switch wraps it or takes the endpoint away. */
export const listModels: OperationHandler = ({ behaviour, presenter }) => {
	const models = MODELS.map((model) => presenter.nullable(model));
	switch (behaviour.models) {
		case 'array':
			return { status: 200, body: models };
		case 'wrapped':
			return { status: 200, body: { models, total: models.length } };
		case 'missing':
			throw new ApiError(404, 'Not found.', { documented: false });
	}
};

/** List Languages, with a switch of the same kind. */
export const listLanguages: OperationHandler = ({ behaviour, presenter }) => {
	const languages = LANGUAGES.map((language) => presenter.nullable(language));
	switch (behaviour.languages) {
		case 'array':
			return { status: 200, body: languages };
		case 'wrapped':
			return { status: 200, body: { languages } };
		case 'missing':
			throw new ApiError(404, 'Not found.', { documented: false });
	}
};
