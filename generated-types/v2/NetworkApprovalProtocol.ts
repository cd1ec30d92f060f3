// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How a host is reached. */
export type NetworkApprovalProtocol = "http" | "https" | "socks5Tcp" | "socks5Udp";
