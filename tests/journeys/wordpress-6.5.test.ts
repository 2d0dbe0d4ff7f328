import { centerJourneys } from './center-journeys.ts';
import { wordPressStage } from './wordpress.ts';

centerJourneys('in a page of a real WordPress 6.5', () => wordPressStage('6.5'));
