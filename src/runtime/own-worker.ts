/** Whether the recorder's own worker is being made right now: its channel is none of the program's. */
export const ownWorker = { isBeingMade: false };
