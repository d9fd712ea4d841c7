/** The keys of the tokens that a run gives to its webhooks: each says which item's job calls, or what follows it. */

const FOLLOW_UP = 'f';

export const keyOf = (index: number): string => String(index);

export const followUpKeyOf = (index: number): string => `${FOLLOW_UP}${index}`;

export const isFollowUpKey = (key: string): boolean => key.startsWith(FOLLOW_UP);

/** The item's index; NaN for the key of anything else. */
export const indexOfKey = (key: string): number => Number(key.replace(/^f/, ''));
