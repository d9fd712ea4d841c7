/** The fields for telling speakers apart. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { ChannelMapping, DiarizationOptions } from '../../../api/types';

export const diarizationField: INodeProperties = {
	displayName: 'Speakers (Diarization)',
	name: 'diarization',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description: 'Tells who said what',
	options: [
		{
			displayName: 'Channel Labels',
			name: 'channelMapping',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Channel',
			default: {},
			description: 'Who speaks on which audio channel. Only with the mode By Channel.',
			options: [
				{
					displayName: 'Channel',
					name: 'channels',
					values: [
						{
							displayName: 'Channel',
							name: 'channel',
							type: 'number',
							typeOptions: { minValue: 0 },
							default: 0,
							description: 'The number of the audio channel; the first is 0',
						},
						{
							displayName: 'Label',
							name: 'label',
							type: 'string',
							default: '',
							placeholder: 'e.g. Agent',
							description: 'Who speaks on it',
						},
					],
				},
			],
		},
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description: 'Whether to tell speakers apart',
		},
		{
			displayName: 'Maximum Speakers',
			name: 'maxSpeakers',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 2,
			description: 'How many people speak at most. Only with the mode By Voice.',
		},
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			options: [
				{
					name: 'By Channel',
					value: 'CHANNEL',
					description: 'Each audio channel is one speaker, as in many call recordings',
				},
				{
					name: 'By Voice',
					value: 'SPEAKER',
					description: 'Speakers are recognised by their voices',
				},
			],
			default: 'SPEAKER',
			description: 'How speakers are told apart',
		},
	],
};

interface Diarization {
	enabled?: boolean;
	mode?: 'SPEAKER' | 'CHANNEL';
	maxSpeakers?: number | string;
	channelMapping?: { channels?: Array<{ channel?: number | string; label?: string }> };
}

function readChannels(
	entries: NonNullable<Diarization['channelMapping']>['channels'] = [],
): ChannelMapping[] {
	const seen = new Set<number>();
	return entries.map((entry) => {
		const channel = Number(entry.channel);
		const label = String(entry.label ?? '').trim();
		if (!Number.isInteger(channel) || channel < 0) {
			throw new KoldanInputError(
				'A channel number is not valid',
				'Channels are whole numbers; the first channel is 0.',
			);
		}
		if (!label)
			throw new KoldanInputError(
				`Channel ${channel} has no label`,
				'Enter who speaks on it, for example Agent.',
			);
		if (seen.has(channel))
			throw new KoldanInputError(
				`Channel ${channel} is listed twice`,
				'Give each channel one label.',
			);
		seen.add(channel);
		return { channel, label };
	});
}

/**
 * Reads the diarization options of an item (data type SpeechServiceDiarizationOptions).
 *
 * @returns undefined when nothing is set
 * @throws KoldanInputError
 */
export function readDiarization(
	context: IExecuteFunctions,
	itemIndex: number,
): DiarizationOptions | undefined {
	const given = context.getNodeParameter('diarization', itemIndex, {}) as Diarization;
	if (Object.keys(given).length === 0) return undefined;
	const enabled = given.enabled ?? true;
	const mode = given.mode;
	const channelMapping = readChannels(given.channelMapping?.channels);
	if (channelMapping.length > 0 && mode !== 'CHANNEL') {
		throw new KoldanInputError(
			'Channel labels need the mode By Channel',
			'Set Mode to By Channel, or remove the channel labels.',
		);
	}
	if (given.maxSpeakers !== undefined && mode === 'CHANNEL') {
		throw new KoldanInputError(
			'Maximum Speakers does not go with the mode By Channel',
			'Remove Maximum Speakers, or set Mode to By Voice.',
		);
	}
	const maxSpeakers = given.maxSpeakers === undefined ? undefined : Number(given.maxSpeakers);
	if (maxSpeakers !== undefined && (!Number.isInteger(maxSpeakers) || maxSpeakers < 1)) {
		throw new KoldanInputError(
			'Maximum Speakers is not a whole number above zero',
			'Enter how many people speak at most, for example 4.',
		);
	}
	return {
		enabled,
		...(mode ? { mode } : {}),
		...(maxSpeakers !== undefined ? { maxSpeakers } : {}),
		...(channelMapping.length > 0 ? { channelMapping } : {}),
	};
}
