/** Addresses of the simulated system, lower case as nodes compare them. */
export const TRADING_WALLET = '0x52908400098527886e0f7030069857d2e4169ee7';
export const BACKUP_WALLET = '0x8617e340b3d01fa5f11f306f4090fd50e238070d';
/** Somebody who has the key. */
export const STRANGER = '0xde709f2102306220921060314715629080e2fb77';
