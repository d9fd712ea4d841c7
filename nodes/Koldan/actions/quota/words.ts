/** Quotas in words. */
import type { KnownQuota } from '../../api/quotas';

const UNITS: Readonly<Record<string, string>> = {
	transcription: 'minutes of transcription',
	summaries: 'summaries',
	summaryTokens: 'summary tokens',
	translations: 'translations',
	translationTokens: 'translation tokens',
	textTranslations: 'text translations',
	textTranslationTokens: 'text translation tokens',
};

const GIGABYTE = 1024 ** 3;

const inGigabytes = (bytes: number): string => `${Math.round((bytes / GIGABYTE) * 10) / 10}`;

/** One quota in a sentence without its full stop, such as "480 of 600 minutes of transcription left". */
export function leftInWords(name: string, { limit, available }: KnownQuota): string {
	const isStorage = name === 'storage';
	const unit = isStorage ? 'GB of storage' : (UNITS[name] ?? name);
	if (available === undefined) return `No limit on ${unit} is known`;
	const figure = isStorage ? inGigabytes : String;
	return limit === undefined
		? `${figure(available)} ${unit} left`
		: `${figure(available)} of ${figure(limit)} ${unit} left`;
}
