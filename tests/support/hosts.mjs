// node --import: makes the name in FAKE_HOST this computer's own, for a server whose public name no resolver knows.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const real = dns.lookup;
dns.lookup = (name, ...rest) => real(name === process.env.FAKE_HOST ? '127.0.0.1' : name, ...rest);
syncBuiltinESMExports();
