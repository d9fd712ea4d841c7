import type { OperationHandler } from '../operation.mts';

/** Get Quotas. */
export const getQuotas: OperationHandler = ({ behaviour }) => ({
	status: 200,
	body: behaviour.quotas,
});
