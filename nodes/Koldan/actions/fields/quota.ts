/** The option to look at the quota before anything is sent. */
import type { IExecuteFunctions } from 'n8n-workflow';
import type { KoldanClient } from '../../api/client';
import { KoldanInputError } from '../../api/errors';
import { giveHint } from '../../api/hint';
import { getQuotas, quotasIn } from '../../api/quotas';
import { readOptions, type Field } from './field';
import { readBoolean } from './values';

export const checkQuotaField: Field<boolean> = {
	options: [
		{
			displayName: 'Check Quota First',
			name: 'checkQuota',
			type: 'boolean',
			default: false,
			description:
				'Whether to fail before anything is sent if no transcription minutes are left this month',
		},
	],
	read: (parameters) =>
		readBoolean(readOptions(parameters).checkQuota, 'Check Quota First') === true,
};

/** Below this part of the limit, a hint says how many minutes are left. */
const LOW = 0.1;

/** All items of a run share one look. */
const looks = new WeakMap<IExecuteFunctions, Promise<void>>();

async function look(context: IExecuteFunctions, client: KoldanClient): Promise<void> {
	const { limit, available } = quotasIn(await getQuotas(client)).transcription ?? {};
	if (available === undefined) return;
	if (available <= 0)
		throw new KoldanInputError(
			'This month’s transcription minutes are used up',
			"Nothing was sent. Wait until next month, ask your Koldan administrator for more minutes, or turn off 'Check Quota First'.",
		);
	if (limit !== undefined && available < limit * LOW)
		giveHint(
			context,
			`${Math.floor(available)} of ${limit} transcription minutes are left this month.`,
		);
}

/**
 * Looks at the quota, once in a run.
 *
 * @throws KoldanInputError when no minutes are left
 */
export async function checkQuota(context: IExecuteFunctions, client: KoldanClient): Promise<void> {
	const looking = looks.get(context) ?? look(context, client);
	looks.set(context, looking);
	await looking;
}
