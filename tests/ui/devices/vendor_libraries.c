/* Makers' libraries that are not there: the signatures of four makes over one invented card, faults on demand.
 * Build with -DSDT, -DSYN, -DHUASHI or -DTERMB. CARD_FILE: the text block (raw) or lines key=value in GBK;
 * FAULT: what goes wrong. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fault(const char *name) {
    const char *told = getenv("FAULT");
    return told != NULL && strcmp(told, name) == 0;
}

/* What may befall any call. */
static void befalls(void) {
    printf("a library that talks\n");
    fflush(stdout);
    if (fault("hang"))
        for (;;)
            pause();
    if (fault("crash"))
        raise(SIGSEGV);
}

static int read_file(unsigned char *into, int room) {
    const char *name = getenv("CARD_FILE");
    FILE *file = name ? fopen(name, "rb") : NULL;
    int size = file ? (int)fread(into, 1, room, file) : 0;
    if (file)
        fclose(file);
    return size;
}

#if defined(SDT) || defined(SYN)
#ifdef SDT
#define NAME(x) SDT_##x
#define DONE 0x90
#define FOUND 0x9F
#else
#define NAME(x) Syn_##x
#define DONE 0
#define FOUND 0
int Syn_FindUSBReader(void) { return fault("no_reader") ? 0 : 1003; }
#endif

int NAME(OpenPort)(int port) { return port == 1003 && !fault("no_reader") ? DONE : 0x01; }
int NAME(ClosePort)(int port) { return port == 1003 ? DONE : 0x01; }
int NAME(GetSAMIDToStr)(int port, char *text, int open) {
    strcpy(text, "05.03-20200101-0001234567-0007654321");
    return port == 1003 && !open ? DONE : 0x01;
}
int NAME(StartFindIDCard)(int port, unsigned char *iin, int open) {
    befalls();
    memset(iin, 0, 4);
    if (fault("cable"))
        return 0x02;
    if (fault("self_test"))
        return 0x60;
    return port != 1003 || open ? 0x01 : fault("no_card") ? 0x80 : FOUND;
}
int NAME(SelectIDCard)(int port, unsigned char *sn, int open) {
    memset(sn, 0, 8);
    return fault("removed") ? 0x81 : DONE;
}
int NAME(ReadBaseMsg)(int port, unsigned char *text, unsigned int *text_size, unsigned char *photo,
                      unsigned int *photo_size, int open) {
    if (fault("unread"))
        return 0x41;
    if (fault("cable_in_the_middle"))
        return 0x03;
    *text_size = (unsigned int)read_file(text, 256);
    if (fault("garbage"))
        memset(text, 0xA5, 256);
    if (fault("short"))
        *text_size = 100;
    if (fault("absurd_length"))
        *text_size = 0x7FFFFFFF;
    memset(photo, 1, 1024);
    *photo_size = 1024;
    return DONE;
}
#endif

#if defined(HUASHI) || defined(TERMB)
/* Give the value behind a key of the card's lines. */
static int value_of(const char *key, char *into, int room) {
    static char lines[4096];
    char *at = lines;
    size_t length = strlen(key);
    lines[read_file((unsigned char *)lines, (int)sizeof lines - 1)] = 0;
    if (fault("garbage")) {
        memset(into, 0xFF, 8);
        into[8] = 0;
        return 8;
    }
    while (at && (strncmp(at, key, length) != 0 || at[length] != '='))
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    if (!at)
        return -1;
    at += length + 1;
    snprintf(into, (size_t)room, "%.*s", (int)strcspn(at, "\n"), at);
    return (int)strlen(into);
}
#endif

#ifdef HUASHI
int CVR_InitComm(int port) { return fault("no_library") ? 3 : port == 1001 && !fault("no_reader") ? 1 : 2; }
int CVR_CloseComm(void) { return 1; }
int CVR_Authenticate(void) {
    befalls();
    return fault("cable") ? 4 : fault("no_card") ? 2 : fault("removed") ? 3 : 1;
}
int CVR_Read_Content(int active) {
    FILE *left = fopen("wz.txt", "w"); /* as the real one leaves behind */
    if (left)
        fclose(left);
    return active != 1 || fault("unread") ? 0 : fault("cable_in_the_middle") ? 99 : 1;
}
#define GETTER(name, key)                                                                                      \
    int name(char *into, int *size) {                                                                          \
        int got = value_of(key, into, *size);                                                                  \
        *size = got < 0 ? 0 : fault("absurd_length") ? 0x7FFFFFFF : got;                                       \
        return got < 0 ? 0 : 1;                                                                                \
    }
GETTER(GetPeopleName, "name")
GETTER(GetPeopleSex, "sex")
GETTER(GetPeopleBirthday, "birth")
GETTER(GetPeopleAddress, "address")
GETTER(GetPeopleIDCode, "number")
GETTER(GetDepartment, "authority")
GETTER(GetStartDate, "valid_from")
GETTER(GetEndDate, "valid_to")
GETTER(GetPeopleChineseName, "chinese_name")
GETTER(GetPassCheckID, "travel_permit")
GETTER(GetIssuesNum, "times_issued")
#endif

#ifdef TERMB
int InitCommExt(void) { return fault("no_reader") ? 0 : 1001; }
int InitComm(int port) { return 0; }
int CloseComm(void) { return 1; }
int Authenticate(void) {
    befalls();
    return fault("no_card") ? -1 : fault("removed") ? -2 : fault("self_test") ? -11 : 1;
}
int Read_Content(int active) { return active != 1 || fault("unread") ? 0 : fault("cable_in_the_middle") ? -101 : 1; }
#define GETTER(name, key)                                                                                      \
    void name(char *into, int size) {                                                                          \
        if (value_of(key, into, size) < 0)                                                                     \
            into[0] = 0;                                                                                       \
    }
GETTER(getName, "name")
GETTER(getSex, "sex")
GETTER(getBirthdate, "birth")
GETTER(getAddress, "address")
GETTER(getIDNum, "number")
GETTER(getIssue, "authority")
GETTER(getEffectedDate, "valid_from")
GETTER(getExpiredDate, "valid_to")
#endif
