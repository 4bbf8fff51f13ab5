"""One township's store, put together from its parts."""

from storage.township.awaited import AwaitedShelf
from storage.township.catalogue import CatalogueShelf
from storage.township.catalogue_downloads import DownloadShelf
from storage.township.check import CheckShelf
from storage.township.clinic_log import ClinicLogShelf
from storage.township.clinics import ClinicShelf
from storage.township.code_maps import CodeMapShelf
from storage.township.code_sending import CodeSendingShelf
from storage.township.conflicts import ConflictShelf
from storage.township.counting import CountingShelf
from storage.township.county_epochs import CountyEpochShelf
from storage.township.data_sets import DataSetShelf
from storage.township.epochs import EpochShelf
from storage.township.import_book import ImportShelf
from storage.township.import_profiles import ImportProfileShelf
from storage.township.key_rolls import KeyRollShelf
from storage.township.log import LogShelf
from storage.township.packs import PackShelf
from storage.township.place_catalogue import PlaceShelf
from storage.township.platform_credentials import PlatformCredentialShelf
from storage.township.province import ProvinceShelf
from storage.township.recovery import RecoveryShelf
from storage.township.results import ResultShelf
from storage.township.revocation import RevocationShelf
from storage.township.roster import RosterShelf
from storage.township.settlement_ways import SettlementWayShelf
from storage.township.stick_words import StickWordShelf
from storage.township.thin_roster import ThinShelf
from storage.township.tls_rolls import TlsRollShelf
from storage.township.townships import TownshipShelf
from storage.township.visit_marks import VisitMarkShelf


class SqlTownshipStore(
    TownshipShelf,
    ClinicShelf,
    LogShelf,
    ResultShelf,
    AwaitedShelf,
    EpochShelf,
    CountyEpochShelf,
    KeyRollShelf,
    TlsRollShelf,
    ClinicLogShelf,
    RevocationShelf,
    StickWordShelf,
    RosterShelf,
    ThinShelf,
    SettlementWayShelf,
    ProvinceShelf,
    PlatformCredentialShelf,
    CatalogueShelf,
    CodeMapShelf,
    CodeSendingShelf,
    PlaceShelf,
    DownloadShelf,
    DataSetShelf,
    PackShelf,
    ImportShelf,
    ImportProfileShelf,
    ConflictShelf,
    CountingShelf,
    CheckShelf,
    RecoveryShelf,
    VisitMarkShelf,
):
    """`core.township_ports.TownshipStore` on either engine; safe to use from several threads."""

    __slots__ = ()
