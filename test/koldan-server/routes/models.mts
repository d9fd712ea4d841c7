import { ApiError } from '../api-error.mts';
import { MODELS } from '../models.mts';
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
