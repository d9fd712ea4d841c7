/** What a user may use, and has used: the one thing that every valid credential may read. */
import { call, isRecord, type KoldanClient } from './client';

const MAX_DEPTH = 4;

const FIGURES = ['limit', 'used', 'available'] as const;

/**
 * A server may group its quotas in other ways, and show what has no limit as it likes: but it says what is limited, used or
 * available.
 */
function hasQuota(value: unknown, depth = 0): boolean {
	if (!isRecord(value) || depth > MAX_DEPTH) return false;
	return (
		FIGURES.filter((name) => name in value).length >= 2 ||
		Object.values(value).some((each) => hasQuota(each, depth + 1))
	);
}

/**
 * `GET /api/v1/quotas`, which needs no scope.
 *
 * @returns the quotas by service, in the server's own shape
 * @throws KoldanApiError
 */
export async function getQuotas(client: KoldanClient): Promise<Record<string, unknown>> {
	const { body } = await call(client, 'getQuotas', {}, (response) => hasQuota(response.body));
	return body as Record<string, unknown>;
}

/** A quota as far as it is understood: numbers, where Koldan gives numbers. How "unlimited" is shown is not documented. */
export interface KnownQuota {
	limit?: number;
	used?: number;
	/** What is left; worked out where Koldan does not say. */
	available?: number;
}

const numberOf = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** All quotas by their name, whatever service they are grouped under. */
export function quotasIn(value: unknown, depth = 0): Record<string, KnownQuota> {
	if (!isRecord(value) || depth > MAX_DEPTH) return {};
	const found: Record<string, KnownQuota> = {};
	for (const [name, each] of Object.entries(value)) {
		if (!isRecord(each)) continue;
		const [limit, used, available] = [each.limit, each.used, each.available].map(numberOf);
		const isQuota = 'limit' in each || 'used' in each || 'available' in each;
		const left =
			available ?? (limit !== undefined && used !== undefined ? limit - used : undefined);
		if (isQuota) found[name] = { limit, used, available: left };
		else Object.assign(found, quotasIn(each, depth + 1));
	}
	return found;
}
